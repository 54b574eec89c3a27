/** What a page may ask of the widget. The environment is described in browser.mjs. */
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";

import { hostPage, input, launcher, newSite, onPage, openChat, say, scriptTag } from "./browser.mjs";

describe("window.Leadline", () => {
  let key;
  before(async () => {
    key = await newSite();
  });

  for (const [name, stub] of [
    ["an array", "(window.Leadline = window.Leadline || []).push"],
    ["an object with a queue", "(window.Leadline = window.Leadline || { q: [] }).q.push"],
  ]) {
    it(`makes the calls that waited in ${name}, and tells everybody that it is ready`, async () => {
      const head = `<script>
        window.heard = [];
        for (const name of ["ready", "open", "close", "message", "lead"]) ${stub}(["on", name, (detail) => heard.push([name, detail])]);
        ${stub}(["prefill", { message: "A bouquet, please", name: "Anna" }]);
        ${stub}(["open"]);
      </script>`;
      await onPage({ html: hostPage({ head, body: scriptTag(key) }) }, async (page) => {
        await input(page).waitFor();
        await page.waitForFunction(
          (text) =>
            document.querySelector("leadline-widget").shadowRoot.querySelector(".content").shadowRoot.querySelector(".input")
              .value === text,
          "A bouquet, please",
        );
        await page.evaluate(() => window.Leadline.on("ready", () => window.heard.push(["late"])));
        // Another one each time: who leaves what a lead holds already adds nothing to it.
        const phone = `+7916${Math.floor(2_000_000 + Math.random() * 7_000_000)}`;
        await say(page, `My phone is ${phone}`);
        await page.evaluate(() => window.Leadline.toggle());
        const heard = await page.evaluate(() => window.heard);
        const names = heard.map(([name]) => name);
        assert.deepEqual(names, ["ready", "open", "late", "message", "message", "lead", "close"]);
        assert.equal(heard[3][1].role, "visitor");
        assert.equal(heard[5][1].lead.phone, phone);
      });
    });
  }

  it("opens by data-open, and closes with a listener that fails", async () => {
    await onPage({ html: hostPage({ body: scriptTag(key, "data-open") }), expected: /of the page/ }, async (page) => {
      await input(page).waitFor();
      await page.evaluate(() => {
        window.onerror = () => true;
        window.Leadline.on("close", () => {
          throw new Error("of the page");
        });
        window.Leadline.close();
      });
      assert.equal(await launcher(page).getAttribute("aria-expanded"), "false");
    });
  });

  it("speaks to the first of two widgets, and to each by its site", async () => {
    const other = await newSite({ widget: { title: "Roses" } });
    const body = scriptTag(key) + scriptTag(other);
    await onPage({ html: hostPage({ body }) }, async (page) => {
      await launcher(page).nth(1).waitFor();
      const [one, two] = await Promise.all([0, 1].map((at) => launcher(page).nth(at).boundingBox()));
      assert.ok(Math.abs(one.y - two.y) >= 60, "they do not lie on each other");
      await page.evaluate((site) => window.Leadline.get(site).open(), other);
      const panel = page.getByRole("dialog", { name: "Roses" });
      await panel.locator(".input").waitFor();
      assert.equal(await page.locator("leadline-widget dialog[open]").count(), 1);
      await page.evaluate((site) => window.Leadline.get(site).destroy(), other);
      assert.equal(await launcher(page).count(), 1);
      assert.equal(await page.evaluate((site) => window.Leadline.get(site), other), undefined);
    });
  });

  it("leaves nothing behind when it is destroyed", async () => {
    const watch = () => {
      window.listeners = [];
      for (const target of [window, document]) {
        const add = target.addEventListener.bind(target);
        const remove = target.removeEventListener.bind(target);
        target.addEventListener = (type, listener, options) => {
          const entry = { type, listener };
          window.listeners.push(entry);
          options?.signal?.addEventListener("abort", () => window.listeners.splice(window.listeners.indexOf(entry), 1));
          add(type, listener, options);
        };
        target.removeEventListener = (type, listener, options) => {
          const at = window.listeners.findIndex((entry) => entry.type === type && entry.listener === listener);
          if (at >= 0) window.listeners.splice(at, 1);
          remove(type, listener, options);
        };
      }
    };
    await onPage({ html: hostPage({ body: scriptTag(key) }), prepare: (page) => page.addInitScript(watch) }, async (page) => {
      await openChat(page);
      await say(page, "Hello");
      await page.evaluate(() => window.Leadline.destroy());
      await page.waitForTimeout(100);
      assert.equal(await page.locator("leadline-widget").count(), 0);
      assert.deepEqual(await page.evaluate(() => window.listeners.map(({ type }) => type)), []);
      const handlers = await page.evaluate(() =>
        Object.keys(window).filter((name) => name.startsWith("on") && window[name] !== null),
      );
      assert.deepEqual(handlers, []);
    });
  });
});
