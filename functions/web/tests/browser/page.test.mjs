/** The owner's page in a real browser. The environment is described in browser.mjs. */
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";

import { assertFits, newOwner, register, say, signIn, withPage } from "./browser.mjs";

const PHONE = "+79161234567";
const ATTACK = "<img src=x onerror=alert(1)>";

describe("the owner's page", () => {
  const owner = newOwner();
  before(() => register(owner));

  it("turns a talk into a lead that survives a reload and reaches Telegram", async () => {
    await withPage({}, async (page) => {
      const fresh = newOwner();
      await page.getByRole("button", { name: "Регистрация" }).click();
      await page.getByLabel("Название компании").fill(fresh.company_name);
      await page.locator("#register-email").fill(fresh.email);
      await page.locator("#register-password").fill(fresh.password);
      await page.getByRole("button", { name: "Создать аккаунт" }).click();
      await page.getByRole("heading", { name: fresh.company_name }).waitFor();

      const notices = page.locator(".telegram-message", { hasText: /7\D*916\D*123\D*45\D*67/ });
      await page.locator("#pane-console .hint, .telegram-message").first().waitFor();
      const before = await notices.count();

      await say(page, ATTACK);
      await say(page, "Нужна доставка цветов на дом");
      await say(page, "Меня зовут Анна");
      await say(page, "8 (916) 123-45-67");
      assert.equal(await page.locator(".log .said").first().textContent(), ATTACK);
      assert.equal(await page.locator("main img").count(), 0);

      const card = page.locator("#pane-leads").getByRole("article").filter({ hasText: PHONE });
      await card.getByRole("link", { name: PHONE }).waitFor();
      await page.getByRole("button", { name: "Заявка принята" }).waitFor();
      await notices.nth(before).waitFor();

      const saved = page.waitForResponse((response) => response.request().method() === "PATCH" && response.ok());
      await card.getByRole("combobox").selectOption({ label: "Связались" });
      await saved;
      await page.reload();
      await card.waitFor();
      assert.equal(await card.getByRole("combobox").inputValue(), "contacted");

      await card.locator(".lead-open").click();
      const sheet = page.getByRole("dialog");
      await sheet.locator(".talk .said", { hasText: /^8 \(916\) 123-45-67$/ }).waitFor();
      await sheet.getByText(`Телефон: ${PHONE}`).first().waitFor();
      await sheet.getByText(/^\d+ из 100$/).waitFor();
      assert.equal(await sheet.locator(".talk .said", { hasText: ATTACK }).count(), 1);
      await page.keyboard.press("Escape");
      await sheet.waitFor({ state: "hidden" });
    });
  });

  it("says in plain words that the password is wrong", async () => {
    await withPage({}, async (page) => {
      await signIn(page, { ...owner, password: "not the password" });
      await page.getByText("Неверная почта или пароль.").waitFor();
      assert.equal(await page.locator("#sign-in-email").inputValue(), owner.email);
    });
  });

  it("shows beside the field that a password is too common", async () => {
    await withPage({}, async (page) => {
      await page.getByRole("button", { name: "Регистрация" }).click();
      await page.getByLabel("Название компании").fill(owner.company_name);
      await page.locator("#register-email").fill(newOwner().email);
      await page.locator("#register-password").fill("password123");
      await page.getByRole("button", { name: "Создать аккаунт" }).click();
      const field = page.locator(".field", { has: page.locator("#register-password[aria-invalid=true]") });
      await field.getByText("Это один из самых частых паролей.").waitFor();
      assert.equal(await page.evaluate(() => document.activeElement.id), "register-password");
    });
  });

  it("fits a screen of 320 px without scrolling sideways", async () => {
    await withPage({ width: 320 }, async (page) => {
      await assertFits(page, "signed out");
      await signIn(page, owner);
      await page.getByRole("tab", { name: "Чат" }).waitFor();
      await say(page, `Мой телефон 8 (916) 123-45-67, а адрес ${"длинноеслово".repeat(20)}`);
      await assertFits(page, "chat");

      await page.getByRole("tab", { name: "Заявки" }).click();
      await page.locator("#pane-leads").getByText(PHONE, { exact: true }).first().waitFor();
      await assertFits(page, "leads");
      await page.locator(".lead-open").first().click();
      await page.locator(".talk").waitFor();
      await assertFits(page, "conversation");
      await page.keyboard.press("Escape");

      await page.getByRole("tab", { name: "Telegram" }).click();
      await page.locator(".telegram-message").first().waitFor();
      await assertFits(page, "console");
      await page.getByRole("button", { name: "English" }).click();
      await page.getByText("A stand-in").waitFor();
      await assertFits(page, "console in English");
    });
  });

  it("starts and cancels a recording from the keyboard", async () => {
    await withPage({}, async (page) => {
      await signIn(page, owner);
      await page.getByRole("button", { name: "Записать голосовое сообщение" }).press("Enter");
      await page.getByRole("timer").filter({ hasText: "0:01" }).waitFor();
      await page.keyboard.press("Escape");
      await page.getByLabel("Сообщение от имени посетителя").waitFor();
      assert.equal(await page.locator(".log .bubble.visitor").count(), 0);
    });
  });

  it("says everything in both languages", async () => {
    await withPage({}, async (page) => {
      const [english, russian] = await page.evaluate(async () => {
        const load = async (name) => Object.keys((await import(new URL(`assets/${name}.js`, document.baseURI))).default).sort();
        return [await load("en"), await load("ru")];
      });
      assert.deepEqual(english, russian);
    });
  });
});
