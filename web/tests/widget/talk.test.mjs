/** A conversation, and all that can come in its way. The environment is described in browser.mjs. */
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";

import {
  hostPage,
  input,
  json,
  newSite,
  onPage,
  openChat,
  problem,
  replies,
  say,
  script,
  scriptTag,
  stream,
  until,
  write,
} from "./browser.mjs";

const ANSWER = { reply: "Roses and peonies.", visitor_id: "v", message_id: "m" };
const DONE = ["done", ANSWER];
const BROKEN = /status of [45]\d\d|net::ERR|Failed to load/;

describe("a conversation in the widget", () => {
  let html;
  before(async () => {
    const key = await newSite({ widget: { quick_replies: ["What do you offer?", "Call me back"] } });
    html = hostPage({ body: scriptTag(key) });
  });

  const opened = (work, more = {}) =>
    onPage({ html, expected: BROKEN, ...more }, async (page) => {
      await openChat(page);
      await work(page);
    });

  it("begins with a greeting and questions, and goes on after a reload", async () => {
    await opened(async (page) => {
      await replies(page).filter({ hasText: "Hello! How can I help?" }).waitFor();
      await page.getByRole("button", { name: "What do you offer?" }).click();
      await replies(page).nth(1).waitFor();
      assert.equal(await page.locator(".quick-replies").count(), 0);
      const said = await page.locator("leadline-widget .bubble").allTextContents();
      await page.reload();
      await openChat(page);
      await replies(page).nth(1).waitFor();
      assert.deepEqual(await page.locator("leadline-widget .bubble").allTextContents(), said);
    });
  });

  it("sends what was written even if the page is left at once, and shows it on the next one", async () => {
    await opened(async (page) => {
      await say(page, "Hello");
      await write(page, "A bouquet, please");
      await page.goto(page.url().replace("#secret", "&next"));
      await openChat(page);
      await page.locator("leadline-widget .said.visitor", { hasText: "A bouquet, please" }).waitFor();
    });
  });

  it("says on which day something was said", async () => {
    const said = (id, created_at) => ({ id, role: "visitor", text: `Message ${id}`, spoken: false, created_at });
    const messages = [said("1", "2026-03-02T10:00:00Z"), said("2", "2026-03-02T11:00:00Z"), said("3", new Date().toISOString())];
    const session = json({ token: "t", expires_in: 3600, visitor_id: "v", messages, lead: null });
    const prepare = (page) => script(page, "widget/session", [session]);
    await opened(
      async (page) => {
        await page.getByText("Message 3").waitFor();
        assert.deepEqual(await page.locator("leadline-widget .note").allTextContents(), ["Monday, March 2", "Today"]);
      },
      { prepare },
    );
  });

  it("shows an answer of a server that streams and of one that does not", async () => {
    await opened(async (page) => {
      await script(page, "widget/chat", [stream(["delta", { text: "Roses" }], ["delta", { text: " and" }], DONE), json(ANSWER)]);
      await say(page, "One");
      await say(page, "Two");
      assert.deepEqual((await replies(page).locator(".bubble").allTextContents()).slice(1), [ANSWER.reply, ANSWER.reply]);
    });
  });

  it("reads an answer out once, when it is whole", async () => {
    await opened(async (page) => {
      await page.evaluate(() => {
        const log = document
          .querySelector("leadline-widget")
          .shadowRoot.querySelector(".content")
          .shadowRoot.querySelector("[role=log]");
        window.announced = [];
        const note = (records) =>
          window.announced.push(...records.flatMap(({ addedNodes }) => [...addedNodes].map((node) => node.textContent)));
        new MutationObserver(note).observe(log, { childList: true, subtree: true, characterData: true });
      });
      await script(page, "widget/chat", [stream(["delta", { text: "Roses" }], ["delta", { text: " and peonies." }], DONE)]);
      await say(page, "One");
      assert.deepEqual(await page.evaluate(() => window.announced), ["You:One", "Assistant:Roses and peonies."]);
    });
  });

  it("turns Markdown into elements, and nothing that could run", async () => {
    const reply = [
      "**Bold**, *italic*, `code`",
      "- one\n- two",
      "1. first\n2. second",
      "[list](https://flowers.example/a) [call](tel:+79161234567) [bad](javascript:alert(1)) [worse](data:text/html,x)",
      "<img src=x onerror=alert(1)> https://flowers.example/b, me@flowers.example",
    ].join("\n\n");
    await opened(async (page) => {
      await script(page, "widget/chat", [stream(["done", { ...ANSWER, reply }])]);
      await say(page, "One");
      const bubble = replies(page).last().locator(".bubble");
      const shape = await bubble.evaluate((element) =>
        [...element.querySelectorAll("*")].map(({ localName }) => localName).join(" "),
      );
      assert.equal(shape, "p strong em code ul li li ol li li p a a p a a");
      const links = await bubble
        .locator("a")
        .evaluateAll((found) => found.map(({ href, rel, target }) => [href, rel, target].join(" ")));
      const safe = "noopener noreferrer nofollow _blank";
      const expected = [
        "https://flowers.example/a",
        "tel:+79161234567",
        "https://flowers.example/b",
        "mailto:me@flowers.example",
      ];
      assert.deepEqual(
        links,
        expected.map((href) => `${href} ${safe}`),
      );
      assert.match(await bubble.textContent(), /<img src=x onerror=alert\(1\)>/);
    });
  });

  it("asks again under the same key where the connection is cut in the middle of an answer", async () => {
    await opened(async (page) => {
      const asked = await script(page, "widget/chat", [stream(["delta", { text: "Ro" }]), "cut", stream(DONE)]);
      await say(page, "One");
      const keys = await Promise.all(asked.map((request) => request.headerValue("idempotency-key")));
      assert.equal(keys.length, 3);
      assert.equal(new Set(keys).size, 1);
      assert.equal(await page.locator("leadline-widget .said.visitor").count(), 1);
      assert.equal(await replies(page).last().locator(".bubble").textContent(), ANSWER.reply);
    });
  });

  it("keeps what failed, and sends it again when asked", async () => {
    await opened(async (page) => {
      const failing = [
        problem(500, "internal"),
        stream(["delta", { text: "Ro" }], ["error", { type: "urn:leadline:problem:internal", status: 500 }]),
      ];
      const asked = await script(page, "widget/chat", [...failing, stream(DONE)]);
      await write(page, "A bouquet, please");
      const failed = page.locator("leadline-widget .said.failed");
      const retry = failed.getByRole("button", { name: "Try again" });
      await failed.getByText("Not sent. Something went wrong on our side.").waitFor();
      await retry.click();
      await until(() => asked.length === 2);
      await retry.click();
      await replies(page).nth(1).waitFor();
      const bodies = asked.map((request) => [request.postDataJSON().message, request.headers()["idempotency-key"]].join());
      assert.equal(new Set(bodies).size, 1);
      assert.equal(bodies.length, 3);
      assert.equal(await failed.count(), 0);
      assert.equal(await page.locator("leadline-widget .input:focus").count(), 1);
    });
  });

  it("waits for the network and goes on by itself", async () => {
    await opened(async (page) => {
      await say(page, "Hello");
      await page.context().setOffline(true);
      await page.getByText("You are offline.").waitFor();
      await write(page, "A bouquet, please");
      await page.getByText("Will be sent when you are back online").waitFor();
      await page.context().setOffline(false);
      await replies(page).nth(2).waitFor();
      assert.equal(await page.getByText("You are offline.").count(), 0);
    });
  });

  it("says in words that there were too many messages, counts down, and offers the form", async () => {
    await opened(async (page) => {
      await script(page, "widget/chat", [problem(429, "too-many-requests", { headers: { "retry-after": "2" } }), stream(DONE)]);
      await write(page, "Hello");
      const failed = page.locator("leadline-widget .said.failed");
      await failed.getByText("Not sent. Too many messages for now.").waitFor();
      await failed.getByText(/You can try again in [12] seconds?\./).waitFor();
      assert.equal(await failed.getByRole("button").isDisabled(), true);
      await page.locator("leadline-widget .contact-form").waitFor();
      await failed.getByText("You can try again now.").waitFor();
      await failed.getByRole("button").click();
      await replies(page).nth(1).waitFor();
    });
  });

  it("gets a new session silently where the old one is over", async () => {
    await opened(async (page) => {
      const sessions = await script(page, "widget/session", []);
      await say(page, "Hello");
      await script(page, "widget/chat", [problem(401, "invalid-token")]);
      await say(page, "And again");
      assert.equal(sessions.length, 1);
      assert.ok(sessions[0].postDataJSON().token, "the same visitor goes on");
      assert.equal(await page.locator("leadline-widget .failed").count(), 0);
    });
  });

  it("begins anew where the server does not know the visitor any more", async () => {
    await opened(async (page) => {
      await say(page, "Hello");
      const sessions = await script(page, "widget/session", [problem(401, "invalid-token")]);
      await page.reload();
      await openChat(page);
      await until(() => sessions.length === 2);
      assert.equal(sessions[1].postDataJSON().token, undefined);
      assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), []);
      await say(page, "Hello");
      assert.equal(await page.locator("leadline-widget .said.visitor").count(), 1);
    });
  });

  it("takes what is written before the conversation is open, and says why it does not open", async () => {
    const prepare = (page) => script(page, "widget/session", [problem(503, "unavailable"), problem(503, "unavailable")]);
    await opened(
      async (page) => {
        await page.getByText("The chat could not be opened. The service is not available right now.").waitFor();
        await write(page, "Hello");
        await replies(page).nth(1).waitFor();
        assert.equal(await page.getByText("The chat could not be opened.").count(), 0);
      },
      { prepare },
    );
  });

  it("leaves the reader where they are, and says that there is more", async () => {
    await opened(async (page) => {
      const long = { ...ANSWER, reply: "A long answer. ".repeat(150) };
      await script(page, "widget/chat", [stream(["done", long])]);
      await say(page, "One");
      let answer;
      const held = new Promise((resolve) => {
        answer = resolve;
      });
      await page.route("**/widget/chat", async (route) => {
        await held;
        await route.fulfill(stream(DONE));
      });
      await write(page, "Two");
      const scroller = page.locator("leadline-widget .scroller");
      await scroller.evaluate((box) => box.scrollTo(0, 0));
      await page.waitForTimeout(200);
      answer();
      await page.getByRole("button", { name: "New messages" }).click();
      const rest = await scroller.evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight);
      assert.ok(rest < 2, `${rest} px below`);
      assert.equal(await page.getByRole("button", { name: "New messages" }).count(), 0);
    });
  });

  it("counts what came while it was closed", async () => {
    await opened(async (page) => {
      let answer;
      const held = new Promise((resolve) => {
        answer = resolve;
      });
      await page.route("**/widget/chat", async (route) => {
        await held;
        await route.fulfill(stream(DONE));
      });
      await write(page, "One");
      await page.keyboard.press("Escape");
      answer();
      await page.getByRole("button", { name: /1 new messages/ }).click();
      await input(page).waitFor();
      assert.equal(await page.locator("leadline-widget .badge").isVisible(), false);
    });
  });

  it("refuses a message that is too long, and says by how much", async () => {
    await opened(async (page) => {
      await write(page, "x".repeat(4001));
      await page.getByText("4,001 of 4,000 characters: please shorten it").waitFor();
      assert.equal(await page.locator("leadline-widget .said.visitor").count(), 0);
      await input(page).fill("x".repeat(4000));
      await page.keyboard.press("Enter");
      await page.locator("leadline-widget .said.visitor").waitFor();
    });
  });
});
