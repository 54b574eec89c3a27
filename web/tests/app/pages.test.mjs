/** Every page, in both languages and both colour schemes: accessible, and as narrow as a phone. The environment is described in browser.mjs. */
import { before, describe, it } from "node:test";

import { assertAccessible } from "./axe.mjs";
import { assertFits, newOwner, register, visitorSays, withPage } from "./browser.mjs";

const PAGES = [
  "#/leads",
  "#/leads?view=board",
  "#/leads?q=nothing-like-this",
  "#/start/told",
  "#/start/tried",
  "#/start/installed",
  "#/start/telegram",
  "#/conversations",
  "#/conversations?filter=missed",
  "#/assistant/about",
  "#/assistant/questions",
  "#/assistant/hours",
  "#/assistant/widget",
  "#/assistant/install",
  "#/assistant/telegram",
  "#/try",
  "#/usage",
  "#/account",
  "#/telegram",
];
// As tall as the pages are: axe takes what lies below the bar at the bottom, until somebody scrolls, for covered.
const PHONE = { width: 320, height: 4000 };
const LOOKS = [
  { locale: "ru-RU", dark: false },
  { locale: "en-US", dark: true },
  { locale: "ru-RU", dark: true, ...PHONE },
  { locale: "en-US", dark: false, ...PHONE },
];

describe("every page", () => {
  const tokens = {};
  before(async () => {
    for (const language of ["ru", "en"]) {
      tokens[language] = await register(newOwner(), language);
      await visitorSays(tokens[language], "one", `Нужен букет, телефон +7 (916) 000-00-01, а адрес ${"длинноеслово".repeat(12)}`);
      await visitorSays(tokens[language], "two", "Сколько стоит доставка?");
    }
  });

  for (const look of LOOKS) {
    const name = `${look.locale}, ${look.dark ? "dark" : "light"}, ${look.width ?? 1280} px`;
    it(`is accessible and fits: ${name}`, async () => {
      await withPage(look, async (page) => {
        await settled(page);
        await check(page, `signed out, ${name}`);
        await page.getByRole("radio", { name: look.locale === "ru-RU" ? "Регистрация" : "New account" }).check();
        await check(page, `register, ${name}`);
      });
      await withPage({ ...look, token: tokens[look.locale.slice(0, 2)] }, async (page) => {
        for (const address of PAGES) {
          await page.evaluate((address) => location.assign(address), address);
          await settled(page);
          await check(page, `${address}, ${name}`);
        }
        for (const list of ["#/leads", "#/conversations"]) {
          await page.evaluate((list) => location.assign(list), list);
          await page.locator("[data-lead]").first().click();
          await page.locator(".transcript").waitFor();
          await check(page, `one of ${list}, ${name}`);
        }
      });
    });
  }
});

async function check(page, where) {
  await assertFits(page, where);
  await assertAccessible(page, where);
}

/** Nothing is on its way any more. */
async function settled(page) {
  await page.locator("h1").first().waitFor();
  await page.waitForFunction(() => document.querySelectorAll(".skeleton, [role=status]:has(+ .skeleton), .waiting").length === 0);
}
