/**
 * Takes a picture of every page and of the widget, for people to look at: phone and desktop, light and dark, Russian and English.
 *
 *   npm run looks          against a running Leadline; the environment is described in ../app/browser.mjs
 *   LOOKS                  the folder for the pictures, `looks` by default
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";

import { BASE, newOwner, register, visitorSays, withPage } from "../app/browser.mjs";
import { hostPage, input, newSite, onPage, openChat, say, scriptTag } from "../widget/browser.mjs";

const PAGES = {
  start: "#/start/told",
  site: "#/start/installed",
  inbox: "#/leads",
  board: "#/leads?view=board",
  nothing: "#/leads?q=nothing-like-this",
  conversations: "#/conversations",
  missed: "#/conversations?filter=missed",
  about: "#/assistant/about",
  questions: "#/assistant/questions",
  look: "#/assistant/widget",
  telegram: "#/assistant/telegram",
  try: "#/try",
  usage: "#/usage",
  account: "#/account",
};
const SAID = {
  ru: [
    ["anna", "Здравствуйте! Сколько стоит букет пионов на свадьбу 14 июня?"],
    ["anna", "Меня зовут Анна, мой телефон +7 (916) 123-45-67"],
    ["oleg", "Есть доставка за город?"],
    ["ivan", "Нужны цветы в офис каждую неделю, пишите на ivan.petrov@example.com"],
    ["olga", "А открыточку можно вложить? +7 926 555-12-34 Ольга"],
  ],
  en: [
    ["anna", "Hello! How much is a bouquet of peonies for a wedding on June 14?"],
    ["anna", "I am Anna, my phone is +1 415 555 2671"],
    ["oleg", "Do you deliver out of town?"],
    ["ivan", "We need flowers in the office every week, write to ivan.petrov@example.com"],
    ["olga", "Can you put in a card? +44 20 7946 0958, Olga"],
  ],
};
const folder = process.env.LOOKS ?? "looks";
mkdirSync(folder, { recursive: true });

for (const language of ["ru", "en"]) {
  const locale = { ru: "ru-RU", en: "en-US" }[language];
  let token;
  for (const dark of [false, true]) {
    for (const [size, shape] of Object.entries({ phone: { width: 360, height: 740 }, desktop: { width: 1280, height: 800 } })) {
      const named = (name) => join(folder, `${name}-${language}-${dark ? "dark" : "light"}-${size}.png`);

      it(`the app: ${named("")}`, async () => {
        token ??= await talkedTo(language);
        await withPage({ locale, dark, ...shape }, (page) => shoot(page, named("welcome")));
        await withPage({ locale, dark, ...shape, token }, async (page) => {
          for (const [name, address] of Object.entries(PAGES)) {
            await page.evaluate((address) => location.assign(address), address);
            await shoot(page, named(name));
          }
          await page.evaluate(() => location.assign("#/leads"));
          await page.locator("[data-lead]").first().click();
          await page.locator(".transcript").waitFor();
          await shoot(page, named("lead"));
        });
      });

      it(`the widget: ${named("")}`, async () => {
        const question = SAID[language][2][1];
        const widget = { quick_replies: [question], teaser: question };
        const key = await newSite({
          language,
          widget,
          greeting: { ru: "Здравствуйте! Чем помочь?", en: "Hello! How can I help?" }[language],
        });
        const html = hostPage({ lang: language, body: scriptTag(key) });
        const colorScheme = dark ? "dark" : "light";
        const options = { html, locale, colorScheme, viewport: shape, expected: /status of 4\d\d/ };
        await onPage(options, async (page) => {
          await page.locator("leadline-widget .launcher").waitFor();
          await shoot(page, named("widget-closed"));
          if (size === "phone") await page.locator("leadline-widget .launcher").click();
          else await openChat(page);
          await input(page).waitFor();
          await shoot(page, named("widget-greeting"));
          await say(page, SAID[language][1][1]);
          await shoot(page, named("widget-contact"));
          await say(page, "/fail");
          await shoot(page, named("widget-form"));
        });
      });
    }
  }
}

async function talkedTo(language) {
  const token = await register(newOwner(), language);
  for (const [visitor, message] of SAID[language]) await visitorSays(token, visitor, message);
  return token;
}

/** When nothing moves any more. */
async function shoot(page, path) {
  await page.waitForLoadState("networkidle").catch(() => undefined);
  await page.waitForTimeout(400);
  await page.screenshot({ path });
}

console.log(`pictures of ${BASE} in ${folder}`);
