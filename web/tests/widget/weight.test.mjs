/** What the widget costs a page. The environment is described in browser.mjs. */
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { gzipSync } from "node:zlib";

import { BASE, hostPage, launcher, newSite, onPage, openChat, say, scriptTag } from "./browser.mjs";

const KILOBYTE = 1024;

describe("what the widget costs a page", () => {
  let key;
  before(async () => {
    key = await newSite();
  });

  it("is 6 KB for the launcher, and 40 KB more for a chat that is opened", async (t) => {
    const loaded = new Map();
    const prepare = async (page) => {
      page.on("response", async (response) => {
        const { pathname } = new URL(response.url());
        if (response.url().startsWith(BASE) && !pathname.includes("/api/"))
          loaded.set(pathname, gzipSync(await response.body(), { level: 9 }).length);
      });
    };
    await onPage({ html: hostPage({ body: scriptTag(key) }), prepare }, async (page) => {
      await launcher(page).waitFor();
      await page.waitForLoadState("networkidle");
      const [loader, ...others] = loaded.values();
      assert.deepEqual(others, []);
      t.diagnostic(`loader: ${loader} bytes`);
      assert.ok(loader <= 6 * KILOBYTE, `${loader}`);

      loaded.clear();
      await openChat(page);
      await say(page, "Hello");
      const chat = [...loaded.values()].reduce((sum, size) => sum + size, 0);
      t.diagnostic(`chat: ${chat} bytes in ${loaded.size} file(s)`);
      assert.ok(chat > 0 && chat <= 40 * KILOBYTE, `${chat}`);
    });
  });

  it("takes little of the main thread", async (t) => {
    // Nothing is asked of the page itself, since that would be counted too.
    const busy = async (body) => {
      const times = [];
      for (let turn = 0; turn < 5; turn += 1) {
        let session;
        const prepare = async (page) => {
          session = await page.context().newCDPSession(page);
          await session.send("Performance.enable", { timeDomain: "threadTicks" });
        };
        await onPage({ html: hostPage({ body }), prepare }, async (page) => {
          await page.waitForTimeout(1500);
          const { metrics } = await session.send("Performance.getMetrics");
          times.push(Object.fromEntries(metrics.map(({ name, value }) => [name, value * 1000])));
        });
      }
      return times.sort((one, other) => one.TaskDuration - other.TaskDuration)[2];
    };
    const [without, with_] = [await busy(""), await busy(scriptTag(key))];
    // Processor time of the main thread; still it is told and not judged, since machines differ.
    for (const name of ["TaskDuration", "ScriptDuration", "LayoutDuration", "RecalcStyleDuration"]) {
      t.diagnostic(`${name}: ${(with_[name] - without[name]).toFixed(1)} ms more (${without[name].toFixed(1)} without)`);
    }
  });
});
