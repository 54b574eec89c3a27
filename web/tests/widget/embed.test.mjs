/** The widget on other people's pages: what it shows, sends, stores and leaves alone. The environment is described in browser.mjs. */
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";

import { BASE, hostPage, input, launcher, newSite, onPage, openChat, say, scriptTag, until } from "./browser.mjs";

describe("the widget on a company's page", () => {
  let key;
  before(async () => {
    key = await newSite();
  });
  const html = (attributes) => hostPage({ body: scriptTag(key, attributes) });

  it("sends and stores nothing before it is opened but asks for its settings", async () => {
    const asked = [];
    const prepare = async (page) => page.on("request", (request) => asked.push(request));
    await onPage({ html: html(), prepare }, async (page, host) => {
      await launcher(page).waitFor();
      const foreign = asked.filter((request) => request.url().startsWith(BASE));
      assert.deepEqual(
        foreign.map((request) => [request.method(), new URL(request.url()).pathname.split("/").at(-1)]),
        [
          ["GET", "widget.js"],
          ["GET", "config"],
        ],
      );
      const headers = await foreign[1].allHeaders();
      assert.equal(headers.cookie, undefined);
      assert.equal(headers.referer, `${host}/`);
      assert.deepEqual(await stored(page), { local: [], session: 0, cookie: "", databases: 0 });

      await openChat(page);
      assert.deepEqual((await stored(page)).local, [], "who says nothing is not remembered");
      await say(page, "Hello");
      assert.deepEqual(await stored(page), { local: [`leadline:${key}`], session: 0, cookie: "", databases: 0 });
      assert.deepEqual(await page.context().cookies(), []);
    });
  });

  it("says where the visitor is, without what stands behind #", async () => {
    await onPage({ html: html() }, async (page, host) => {
      await openChat(page);
      await page.evaluate(() => history.pushState(null, "", "/wedding"));
      const sent = page.waitForRequest((request) => request.url().endsWith("api/widget/chat") && request.method() === "POST");
      await say(page, "Hello");
      const { page: context } = (await sent).postDataJSON();
      assert.deepEqual(context, { url: `${host}/wedding`, referrer: "", utm: { source: "news", medium: "mail" } });
    });
  });

  it("works under a strict policy without unsafe-inline, and with trusted types", async () => {
    const own = new URL(BASE).origin;
    const policy = `default-src 'none'; script-src ${own}; connect-src ${own}; require-trusted-types-for 'script'`;
    const headers = { "content-security-policy": policy, "permissions-policy": "microphone=(self)" };
    await onPage({ html: html(), headers }, async (page) => {
      await openChat(page);
      await say(page, "Hello");
      const box = await page.locator("leadline-widget dialog").boundingBox();
      assert.equal(box.width, 380, "its styles are there");
    });
  });

  it("needs no more than a nonce under strict-dynamic", async () => {
    const policy = `default-src 'none'; script-src 'nonce-abc' 'strict-dynamic'; connect-src ${new URL(BASE).origin}`;
    const body = scriptTag(key, 'nonce="abc"');
    await onPage({ html: hostPage({ body }), headers: { "content-security-policy": policy } }, openChat);
  });

  it("works from the head, injected, and pasted twice", async () => {
    const inject = `<script>addEventListener("load", () => {
      const script = document.createElement("script");
      script.src = "${BASE}widget.js?site=${key}";
      document.head.append(script);
    })</script>`;
    for (const page of [{ head: scriptTag(key) }, { body: inject }, { head: scriptTag(key), body: scriptTag(key) + inject }]) {
      await onPage({ html: hostPage(page) }, async (page) => {
        await launcher(page).waitFor();
        await page.waitForLoadState("networkidle");
        assert.equal(await launcher(page).count(), 1);
        await openChat(page);
      });
    }
  });

  for (const [name, prepareServer] of [
    ["the key is unknown", () => undefined],
    ["the server is away", (page) => page.route("**/widget/config*", (route) => route.abort())],
  ]) {
    it(`leaves the page alone where ${name}`, async () => {
      const warnings = [];
      const prepare = async (page) => {
        page.on("console", (message) => message.type() === "warning" && warnings.push(message.text()));
        await prepareServer(page);
      };
      const body = scriptTag("0".repeat(32));
      await onPage({ html: hostPage({ body }), prepare, expected: /status of 404|net::ERR_FAILED/ }, async (page) => {
        await until(() => warnings.length > 0);
        assert.equal(await page.locator("leadline-widget").count(), 0);
        assert.equal(warnings.length, 1);
        assert.match(warnings[0], /^Leadline: no widget/);
      });
    });
  }

  it("says that the chat could not be loaded, and loads it when asked again", async () => {
    const expected = /net::ERR_FAILED/;
    await onPage({ html: html(), expected }, async (page) => {
      let away = true;
      await page.route("**/assets/chat-*", (route) => (away ? route.abort() : route.continue()));
      await launcher(page).click();
      await page.getByText("The chat could not be loaded.").waitFor();
      away = false;
      await page.getByRole("button", { name: "Try again" }).click();
      await page.locator("leadline-widget .input:focus").waitFor();
      await say(page, "Hello");
    });
  });

  it("covers nothing of the page but its button", async () => {
    await onPage({ html: html() }, async (page) => {
      await launcher(page).waitFor();
      assert.deepEqual(await covered(page, await launcher(page).boundingBox()), []);
      await openChat(page);
      await page.keyboard.press("Escape");
      assert.deepEqual(await covered(page, await launcher(page).boundingBox()), []);
    });
  });

  it("stands where the page's own HTML says, in the order it says", async () => {
    const body = `<div style="position:fixed;inset:auto 0 0 0;height:200px;z-index:50;background:#fff" id="banner"></div>
      ${scriptTag(key, 'data-side="left" data-color="#ffd400" data-launcher="Ask us" data-z-index="40" data-title="Peonies"')}`;
    await onPage({ html: hostPage({ body }) }, async (page) => {
      await launcher(page).waitFor();
      const { x, y } = await launcher(page).boundingBox();
      assert.equal(x, 20);
      assert.equal(await page.evaluate(([x, y]) => document.elementFromPoint(x, y).id, [x + 9, y + 9]), "banner");
      assert.equal(await launcher(page).getAttribute("aria-label"), "Ask us. Open the chat: Peonies");
      assert.equal(await launcher(page).evaluate((button) => getComputedStyle(button).color), "rgb(0, 0, 0)");
    });
  });

  it("is not dressed by the page's styles, nor disturbed by its shortcuts", async () => {
    const head = `<style>leadline-widget, div, button, dialog, textarea { opacity: 0 !important; transform: scale(0) !important;
      font-size: 1px !important; pointer-events: none !important; position: static !important }</style>
      <script>addEventListener("keydown", (event) => { event.preventDefault(); }); addEventListener("wheel", (event) => event.preventDefault(), { passive: false })</script>`;
    await onPage({ html: hostPage({ head, body: scriptTag(key) }) }, async (page) => {
      await openChat(page);
      await page.keyboard.type("Hi");
      assert.equal(await input(page).inputValue(), "Hi");
      assert.equal((await input(page).boundingBox()).height, 40);
    });
  });

  it("survives a router that replaces the body, with what was said", async () => {
    await onPage({ html: html() }, async (page) => {
      await openChat(page);
      await say(page, "Hello");
      await page.evaluate(() => document.body.replaceChildren(document.createElement("main")));
      await page.locator("leadline-widget .said.visitor").waitFor();
      await page.evaluate(() => document.documentElement.replaceChild(document.createElement("body"), document.body));
      await page.locator("leadline-widget").waitFor({ state: "attached" });
      await page.evaluate(() => document.querySelector("leadline-widget").remove());
      await page.locator("leadline-widget .said.visitor").waitFor();
      await page.evaluate(() => window.Leadline.destroy());
      await page.waitForTimeout(200);
      assert.equal(await page.locator("leadline-widget").count(), 0);
    });
  });

  it("works for the page's life where storage is denied", async () => {
    const deny = () => {
      const denied = {
        get() {
          throw new DOMException("denied", "SecurityError");
        },
      };
      for (const name of ["localStorage", "sessionStorage"]) Object.defineProperty(window, name, denied);
    };
    await onPage({ html: html(), prepare: (page) => page.addInitScript(deny) }, async (page) => {
      await openChat(page);
      await say(page, "Hello");
      await say(page, "And again");
    });
  });
});

function stored(page) {
  return page.evaluate(async () => ({
    local: Object.keys(localStorage),
    session: sessionStorage.length,
    cookie: document.cookie,
    databases: (await indexedDB.databases()).length,
  }));
}

/** Points of the page, outside of a box, at which a click would hit the widget. */
function covered(page, box) {
  return page.evaluate(({ x, y, width, height }) => {
    const hit = [];
    for (let left = 5; left < innerWidth; left += 10) {
      for (let top = 5; top < innerHeight; top += 10) {
        const inside = left >= x && left <= x + width && top >= y && top <= y + height;
        if (!inside && document.elementFromPoint(left, top)?.localName === "leadline-widget") hit.push([left, top]);
      }
    }
    return hit;
  }, box);
}
