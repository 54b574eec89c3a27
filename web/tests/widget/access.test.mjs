/** The widget for everybody: keyboard, small screens, other directions, languages and themes. The environment is described in browser.mjs. */
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { before, describe, it } from "node:test";

import {
  hostPage,
  input,
  launcher,
  newSite,
  onPage,
  openChat,
  problem,
  replies,
  say,
  script,
  scriptTag,
  write,
} from "./browser.mjs";

const AXE = createRequire(import.meta.url).resolve(process.env.AXE_CORE ?? "axe-core/axe.min.js");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const ENGLISH = { menu: "Menu", forget: "Forget me", record: "Record a voice message", keep: "Keep" };
const RUSSIAN = { menu: "Меню", forget: "Забыть меня", record: "Записать голосовое сообщение", keep: "Оставить" };
const REFUSED = /status of 4\d\d/;

describe("the widget for everybody", () => {
  let key;
  let html;
  const widget = {
    quick_replies: ["What do you offer?"],
    teaser: "Need a bouquet?",
    privacy_url: "https://flowers.example/privacy",
  };
  before(async () => {
    key = await newSite({ widget });
    html = hostPage({ body: scriptTag(key) });
  });

  it("is used from the keyboard alone", async () => {
    await onPage({ html }, async (page) => {
      await page.locator("leadline-widget .say").waitFor();
      const press = async (...keys) => {
        for (const name of keys) await page.keyboard.press(name);
      };
      await press("Tab", "Tab");
      assert.equal(await focused(page), "Dismiss");
      await press("Escape");
      assert.equal(await page.locator("leadline-widget .say").count(), 0);
      assert.equal(await focused(page), "Open the chat: Peony Flowers");

      await press("Enter");
      await page.locator("leadline-widget .input:focus").waitFor();
      await page.keyboard.type("Hello");
      await press("Shift+Enter");
      await page.keyboard.type("there");
      await press("Enter");
      await replies(page).nth(1).waitFor();
      assert.equal(await page.locator("leadline-widget .said.visitor .bubble").textContent(), "Hello\nthere");

      await press("Shift+Tab", "Shift+Tab", "Shift+Tab", "Enter");
      assert.equal(await focused(page), "Leave contact details");
      await press("Escape");
      assert.equal(await focused(page), "Menu");
      await press("Escape");
      assert.equal(await focused(page), "Open the chat: Peony Flowers");
      assert.equal(await launcher(page).getAttribute("aria-expanded"), "false");
      assert.equal(await page.locator("leadline-widget dialog").isVisible(), false);
    });
  });

  it("keeps the keyboard inside where it fills the screen, and only there", async () => {
    await onPage({ html, viewport: { width: 360, height: 640 } }, async (page) => {
      await openChat(page);
      for (let step = 0; step < 12; step += 1) {
        await page.keyboard.press("Tab");
        // Beyond the last button there is the browser itself, and then the first one.
        const outside = await page.evaluate(
          () => !["leadline-widget", "body", "html"].includes(document.activeElement.localName),
        );
        assert.equal(outside, false);
      }
      const box = await page.locator("leadline-widget dialog").boundingBox();
      assert.deepEqual(box, { x: 0, y: 0, width: 360, height: 640 });
      await page.keyboard.press("Escape");
      assert.equal(await focused(page), "Open the chat: Peony Flowers");
      await openChat(page);
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.waitForFunction(
        () => !document.querySelector("leadline-widget").shadowRoot.querySelector("dialog").matches(":modal"),
      );
      await page.keyboard.press("Escape");
      assert.equal(await focused(page), "Open the chat: Peony Flowers");
    });
  });

  for (const [width, height] of [
    [320, 568],
    [320, 256],
    [568, 320],
    [1280, 500],
  ]) {
    it(`fits ${width} by ${height} pixels without scrolling sideways`, async () => {
      await onPage({ html, viewport: { width, height }, expected: REFUSED }, async (page) => {
        await openChat(page);
        await assertFits(page, "the beginning");
        await say(page, `My phone is +7 916 123-45-67 ${"longword".repeat(20)}`);
        await assertFits(page, "the talk");
        await script(page, "widget/chat", [problem(429, "too-many-requests", { headers: { "retry-after": "60" } })]);
        await write(page, "Hello");
        await page.locator("leadline-widget .contact-form").waitFor();
        await assertFits(page, "the form");
        await page.getByRole("button", { name: "Menu" }).click();
        await assertFits(page, "the menu");
        for (const control of await page.locator("leadline-widget dialog :is(button, input, textarea, a):visible").all()) {
          const { width, height } = await control.boundingBox();
          assert.ok(width >= 24 && height >= 24, `${await control.textContent()}: ${width} × ${height}`);
        }
      });
    });
  }

  it("turns around where the page is written from right to left", async () => {
    await onPage({ html: hostPage({ lang: "ar", body: scriptTag(key, 'data-side="left"') }) }, async (page) => {
      await openChat(page);
      await say(page, "مرحبا");
      const panel = await page.locator("leadline-widget dialog").boundingBox();
      assert.equal(panel.x, 20);
      const mine = await page.locator("leadline-widget .said.visitor .bubble").boundingBox();
      assert.ok(mine.x - panel.x < 40, "what the visitor said is at the left");
      const close = await page.locator("leadline-widget dialog").getByRole("button", { name: "Close the chat" }).boundingBox();
      assert.ok(close.x - panel.x < 40, "so is the end of the head");
      await assertFits(page, "right to left");
    });
  });

  it("moves nothing for who wants no motion", async () => {
    await onPage({ html }, async (page) => {
      await page.locator("leadline-widget .say").waitFor();
      await openChat(page);
      await write(page, "Hello");
      const moving = await page.evaluate(
        () => document.getAnimations().filter(({ effect }) => effect.getTiming().duration > 1).length,
      );
      assert.equal(moving, 0);
    });
  });

  it("speaks the language of the script's attribute, of the page, of the browser, in this order", async () => {
    const spoken = async (lang, attributes, locale, expected) => {
      await onPage({ html: hostPage({ lang, body: scriptTag(key, attributes) }), locale }, async (page) => {
        assert.equal((await launcher(page).getAttribute("aria-label")).split(":")[0], expected);
      });
    };
    await spoken("en", 'data-language="ru"', "en-US", "Открыть чат");
    await spoken("ru-RU", "", "en-US", "Открыть чат");
    await spoken("de", "", "ru-RU", "Открыть чат");
    await spoken("de", "", "fr-FR", "Open the chat");
  });

  for (const colorScheme of ["light", "dark"]) {
    for (const [lang, texts] of [
      ["en", ENGLISH],
      ["ru", RUSSIAN],
    ]) {
      it(`has no fault that axe finds (${colorScheme}, ${lang})`, async () => {
        const options = { colorScheme, permissions: ["microphone"], expected: REFUSED };
        await onPage({ html: hostPage({ lang, body: scriptTag(key) }), ...options }, async (page) => {
          await page.addScriptTag({ path: AXE });
          await page.locator("leadline-widget .say").waitFor();
          await assertAccessible(page, "closed");
          await openChat(page);
          await assertAccessible(page, "the beginning");
          await say(page, "My phone is +7 916 123-45-67");
          await assertAccessible(page, "the talk");
          await script(page, "widget/chat", [problem(429, "too-many-requests", { headers: { "retry-after": "60" } })]);
          await write(page, "Hello");
          const form = page.locator("leadline-widget .contact-form");
          await form.locator("[type=submit]").click();
          await form.locator(".complaint").waitFor();
          await assertAccessible(page, "the form");
          await page.getByRole("button", { name: texts.menu }).click();
          await assertAccessible(page, "the menu");
          await page.getByRole("button", { name: texts.forget }).click();
          await assertAccessible(page, "the question");
          await page.getByRole("button", { name: texts.keep }).click();
          await page.getByRole("button", { name: texts.record }).click();
          await page.getByRole("timer").waitFor();
          await assertAccessible(page, "the recording");
          await page.keyboard.press("Escape");
          await input(page).waitFor();
        });
      });
    }
  }

  for (const color of ["#ffd400", "#ff6a00", "#0a84ff", "#f5f5f5", "#101010", "#e91e63"]) {
    it(`can be read in ${color}`, async () => {
      for (const colorScheme of ["light", "dark"]) {
        await onPage({ html: hostPage({ body: scriptTag(key, `data-color="${color}"`) }), colorScheme }, async (page) => {
          await page.addScriptTag({ path: AXE });
          await openChat(page);
          await assertAccessible(page, "the beginning");
          await say(page, "My phone is +7 916 123-45-67, see https://flowers.example/list");
          await assertAccessible(page, "the talk");
        });
      }
    });
  }
});

/** The name of what has the focus, inside of all shadow roots. */
function focused(page) {
  return page.evaluate(() => {
    let element = document.activeElement;
    while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return element.ariaLabel ?? element.textContent.trim();
  });
}

async function assertAccessible(page, where) {
  const { violations, passes } = await page.evaluate((values) => window.axe.run({ runOnly: { type: "tag", values } }), RULES);
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html, any }) => `${html} ${any[0]?.message ?? ""}`).join("; ")}`,
  );
  assert.deepEqual(found, [], where);
  assert.ok(
    passes.some(({ nodes }) => nodes.some(({ target }) => String(target).includes("leadline-widget"))),
    "axe looks into the widget",
  );
}

/** Nothing in the widget, nor the page for its sake, has to be scrolled sideways. */
async function assertFits(page, where) {
  const wide = await page.evaluate(() => {
    const outer = document.querySelector("leadline-widget").shadowRoot;
    const inner = outer.querySelector(".content").shadowRoot;
    const boxes = [document.documentElement, ...outer.querySelectorAll("dialog"), ...inner.querySelectorAll("*")];
    return boxes
      .filter((box) => box.scrollWidth > box.clientWidth && box.clientWidth > 1 && getComputedStyle(box).display !== "inline")
      .map((box) => `${box.localName}.${box.className}: ${box.scrollWidth} in ${box.clientWidth}`);
  });
  assert.deepEqual(wide, [], where);
}
