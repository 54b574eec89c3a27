/** An owner's way from the first visit to a worked lead. The environment is described in browser.mjs. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { hostPage, onPage, openChat, say as writes } from "../widget/browser.mjs";
import { assertAccessible } from "./axe.mjs";
import { newOwner, replies, say, withPage } from "./browser.mjs";

describe("the owner's app", () => {
  it("leads from the first visit to a worked lead", async () => {
    await withPage({}, async (page) => {
      await registers(page, newOwner());
      await tells(page);
      await tries(page);
      const line = await installs(page);
      await connectsTelegram(page);
      await worksTheLead(page);
      await hearsOfAVisitor(page, line);
      await exports(page);
      await speaksEnglishInTheDark(page);
    });
  });
});

async function registers(page, owner) {
  await page.getByRole("radio", { name: "Регистрация" }).check();
  await page.getByLabel("Название компании").fill(owner.company_name);
  await page.getByLabel("Эл. почта").fill(owner.email);
  await page.getByLabel("Пароль", { exact: true }).fill(owner.password);
  await page.getByRole("button", { name: "Создать аккаунт" }).click();
  await page.getByRole("heading", { name: "Настройка ассистента" }).waitFor();
  await page.getByText(owner.company_name).first().waitFor();
}

async function tells(page) {
  await page.getByText("Ассистент пока ничего о вас не знает.").waitFor();
  await page.getByLabel("Чем занимается ваш бизнес").fill("Букеты от 3000 рублей, доставка по Москве за два часа.");
  await page.getByRole("button", { name: "Сохранить и проверить" }).click();
  await page.getByRole("heading", { name: "Проверьте его" }).waitFor();
}

async function tries(page) {
  await say(page, "Нужен букет на свадьбу");
  await replies(page).nth(0).waitFor();
  await say(page, "Меня зовут Анна, телефон 8 (916) 123-45-67");
  await replies(page).nth(1).waitFor();
  await page.locator(".own-talk .chip").filter({ hasText: "+7 916 123-45-67" }).waitFor();
  await page.getByText("Вы с ним уже говорили.").waitFor();
}

async function installs(page) {
  await page.getByRole("link", { name: "Следующий шаг" }).click();
  const line = page.getByText(/<script async src="[^"]+\/widget\.js" data-site="[0-9a-f]{32}"><\/script>/);
  await line.waitFor();
  await page.getByText("Ждём первого захода на ваш сайт…").waitFor();
  const body = await line.textContent();
  await visits(body, openChat);
  await page.getByText(/^Замечен на http:\/\/127\.0\.0\.1:\d+$/).waitFor();
  await page.getByRole("link", { name: "Следующий шаг" }).click();
  return body;
}

/** A visitor on a page of the company's own site, with that line in it. */
function visits(line, work) {
  return onPage({ html: hostPage({ lang: "ru", body: line }), locale: "ru-RU" }, work);
}

/** The page is open all the while, and is not loaded again. */
async function hearsOfAVisitor(page, line) {
  await page.evaluate(() => {
    window.openSince = "before";
  });
  await visits(line, async (site) => {
    await openChat(site);
    await writes(site, "Меня зовут Олег, телефон 8 (916) 765-43-21");
  });
  const lead = page.locator(".lead-item").filter({ hasText: "+7 916 765-43-21" });
  await lead.waitFor();
  await lead.getByRole("combobox").selectOption("qualified");
  await page.getByText("Отправлено в Telegram").first().waitFor();
  assert.equal(await page.evaluate(() => window.openSince), "before");
}

async function connectsTelegram(page) {
  await page.getByText("Чат пока не подключён.").waitFor();
  await page.getByLabel("Идентификатор чата").fill("не число");
  await page.getByRole("button", { name: "Отправить тестовое сообщение" }).click();
  await page.getByText("Это не идентификатор чата: нужно целое число.").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("name")), "chat_id");
  await page.getByLabel("Идентификатор чата").fill("77");
  await page.keyboard.press("Enter");
  await page.getByText("Подключён чат 77").waitFor();
  await page.getByText("Тестовое сообщение дошло до вашего чата.").waitFor();
}

async function worksTheLead(page) {
  await page.getByRole("link", { name: "Заявки", exact: true }).click();
  const lead = page.locator("[data-lead]").first();
  await lead.waitFor();

  await lead.focus();
  const saved = page.waitForResponse((response) => response.request().method() === "PATCH" && response.ok());
  await page.keyboard.press("2");
  const status = page.getByRole("combobox", { name: /^Статус: / }).first();
  assert.equal(await status.inputValue(), "contacted");
  await saved;
  await page.keyboard.press("Control+z");
  await page.waitForFunction(() => document.querySelector(".lead-item select")?.value === "new");

  await page.keyboard.press("Enter");
  const pane = page.getByRole("region", { name: "Заявка", exact: true });
  await pane.getByRole("link", { name: "+7 916 123-45-67", exact: true }).waitFor();
  await pane.getByRole("button", { name: "Показать слова, из которых взято: Телефон" }).press("Enter");
  await page.waitForFunction(() => document.activeElement?.closest("mark, .bubble") !== null);

  await pane.getByLabel("Новая заметка").fill("Перезвонить после обеда");
  await pane.getByRole("button", { name: "Добавить заметку" }).click();
  await pane.getByRole("button", { name: "Удалить заметку: Перезвонить после обеда", exact: true }).click();
  await pane.getByText("Перезвонить после обеда", { exact: true }).waitFor({ state: "hidden" });
  await page.getByRole("button", { name: "Отменить" }).last().click();
  await pane.getByText("Перезвонить после обеда", { exact: true }).waitFor();
  await assertAccessible(page, "lead");
  await page.keyboard.press("Escape");
  await pane.waitFor({ state: "hidden" });
}

async function exports(page) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "CSV" }).click()]);
  assert.match(download.suggestedFilename(), /^leads-\d{4}-\d\d-\d\d\.csv$/);
}

async function speaksEnglishInTheDark(page) {
  await page.getByRole("link", { name: "Аккаунт" }).click();
  await page.getByRole("radio", { name: "English" }).check();
  await page.getByRole("heading", { name: "Account" }).waitFor();
  await page.getByRole("radio", { name: "Dark" }).check();
  await page.reload();
  await page.getByRole("heading", { name: "Account" }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), "en");
  assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme), "dark");
}
