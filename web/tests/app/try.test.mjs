/** The chat in the owner's app: tried, and as a preview. The environment is described in browser.mjs. */
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { speech, withMicrophone } from "../microphone.mjs";
import { newOwner, register, replies, said, say, withPage } from "./browser.mjs";

describe("the chat in the owner's app", () => {
  let token;
  before(async () => {
    token = await register(newOwner());
  });

  it("takes a message by voice", async () => {
    await withMicrophone(speech, (browser) =>
      withPage({ token, at: "#/try", in: browser, permissions: ["microphone"] }, async (page) => {
        // The demonstration hears nothing.
        await page.route("**/api/chat/transcript", (route) => route.fulfill({ json: { transcript: "Нужен букет" } }));
        const asked = page.waitForRequest("**/api/chat/transcript");
        await page.getByRole("button", { name: "Записать голосовое сообщение" }).click();
        await page.getByRole("timer").filter({ hasText: "0:02" }).waitFor();
        await page.getByRole("button", { name: "Закончить запись" }).click();
        assert.equal(await (await asked).headerValue("authorization"), `Bearer ${token}`);
        await page.getByText("Проверьте текст и отправьте.").waitFor();
        const sent = page.waitForRequest("**/api/chat");
        await page.locator(".own-talk .input").press("Enter");
        const { message, spoken } = (await sent).postDataJSON();
        assert.deepEqual([message, spoken], ["Нужен букет", true]);
        await replies(page).waitFor();
      }),
    );
  });

  it("goes on where it was left, in the language of the app, until another visitor comes", async () => {
    await withPage({ token, at: "#/try" }, async (page) => {
      const visitors = new Set();
      page.on("request", (request) => {
        if (request.url().endsWith("/api/chat")) visitors.add(request.postDataJSON().visitor_id);
      });
      await page.getByRole("button", { name: "Сколько это стоит?" }).click();
      await replies(page).waitFor();
      await page.getByRole("link", { name: "Аккаунт" }).click();
      await page.getByRole("radio", { name: "English" }).check();
      await page.getByRole("link", { name: "Try it" }).click();
      await page.getByLabel("Your message", { exact: true }).waitFor();
      assert.equal(await said(page).count(), 1);
      await page.getByRole("link", { name: "Account" }).click();
      await page.getByRole("radio", { name: "Русский" }).check();
      await page.getByRole("link", { name: "Проверка" }).click();
      await say(page, "А доставка?");
      await replies(page).nth(1).waitFor();
      assert.equal(visitors.size, 1);

      await page.getByRole("button", { name: "Новый посетитель" }).click();
      await page.getByRole("button", { name: "Сколько это стоит?" }).waitFor();
      assert.equal(await said(page).count(), 0);
      await say(page, "Здравствуйте");
      await replies(page).waitFor();
      assert.equal(visitors.size, 2);
    });
  });

  it("shows a changed title and colour at once in the preview, which takes no keyboard", async () => {
    await withPage({ token, at: "#/assistant/widget" }, async (page) => {
      await page.locator(".site-chat h2").waitFor();
      await page.getByLabel("Заголовок", { exact: true }).fill("Цветы от Анны");
      await page.getByLabel("Цвет", { exact: true }).fill("#7a3cff");
      await page.getByLabel("Быстрые ответы", { exact: true }).fill("Подберите букет");
      await page.locator(".site-chat h2").filter({ hasText: "Цветы от Анны" }).waitFor();
      await page.locator(".site-chat .quick-replies").filter({ hasText: "Подберите букет" }).waitFor();
      const painted = await page.locator(".site-chat header").evaluate((header) => getComputedStyle(header).backgroundImage);
      assert.match(painted, /rgb\(122, 60, 255\)/);
      await page.locator(".site-chat .input").evaluate((input) => input.focus());
      assert.equal(await page.locator(".site-chat .input:focus").count(), 0);
    });
  });
});
