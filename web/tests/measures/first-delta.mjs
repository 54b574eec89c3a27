/** How long after the model's first word a visitor sees it. */
import assert from "node:assert/strict";
import { it } from "node:test";

import { hostPage, newSite, onPage, openChat, replies, scriptTag, write } from "../widget/browser.mjs";

const TURNS = 50;
/** Milliseconds, in the middle of all turns. */
const BAR = 30;

export function measureFirstDelta(model) {
  it("an answer is seen soon after it begins", async (t) => {
    const times = [];
    await onPage({ html: hostPage({ body: scriptTag(await newSite()) }) }, async (page) => {
      await openChat(page);
      // The first turn compiles what each process compiles once.
      for (let turn = -1; turn < TURNS; turn += 1) {
        const earlier = await replies(page).count();
        const seen = page.evaluate(firstWordSeen);
        await write(page, `Question ${turn}`);
        const seenAt = await seen;
        if (turn >= 0) times.push(seenAt - model.begunAt);
        await replies(page).nth(earlier).waitFor();
      }
    });
    times.sort((one, other) => one - other);
    const [p50, p95] = [0.5, 0.95].map((part) => times[Math.floor(TURNS * part)]);
    t.diagnostic(`first word on the page: p50 ${p50} ms, p95 ${p95} ms after the model's, of ${TURNS} turns`);
    assert.ok(p50 <= BAR, `p50: ${p50} ms`);
  });
}

/** In the page: when words of an answer are in the document. */
function firstWordSeen() {
  const { shadowRoot } = [...document.querySelectorAll("leadline-widget")]
    .flatMap((widget) => [widget, ...(widget.shadowRoot?.querySelectorAll("*") ?? [])])
    .find((element) => element.shadowRoot?.querySelector(".input"));
  return new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      if (!shadowRoot.querySelector(".said.assistant.arriving")?.textContent.includes("Hello")) return;
      observer.disconnect();
      resolve(Date.now());
    });
    observer.observe(shadowRoot, { subtree: true, childList: true, characterData: true });
  });
}
