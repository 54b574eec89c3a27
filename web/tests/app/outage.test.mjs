/** What the app does where the server or the network fails. The environment is described in browser.mjs. */
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";

import { newOwner, problem, register, replies, said, say, visitorSays, withPage } from "./browser.mjs";

const REQUEST_ID = "0193aaaa-0000-7000-8000-000000000000";

describe("the app in trouble", () => {
  const owner = newOwner();
  let token;
  before(async () => {
    token = await register(owner);
    await visitorSays(token, "one", "Нужен букет, телефон 8 (916) 000-00-01");
  });

  it("keeps what was typed while its owner signs in again", async () => {
    await withPage({ token, at: "#/assistant/about" }, async (page) => {
      const about = page.getByLabel("Чем занимается ваш бизнес");
      await about.fill("Букеты и корзины роз.");
      await page.route("**/api/assistant", (route) => route.fulfill(problem(401, "invalid-token")), { times: 1 });
      await page.getByRole("button", { name: "Сохранить" }).click();
      const dialog = page.getByRole("dialog", { name: "Войдите ещё раз" });
      await dialog.getByLabel("Пароль", { exact: true }).fill(owner.password);
      await page.keyboard.press("Enter");
      await dialog.waitFor({ state: "hidden" });
      await page.getByText("Сохранено.").waitFor();
      assert.equal(await about.inputValue(), "Букеты и корзины роз.");
    });
  });

  it("names the request where the server fails, and tries again", async () => {
    await withPage({ token, at: "#/usage", outages: true }, async (page) => {
      await page.route("**/api/usage", (route) => route.fulfill(problem(500, "internal")));
      await page.reload();
      await page.getByText(`Запрос: ${REQUEST_ID}`).waitFor();
      await page.unroute("**/api/usage");
      await page.getByRole("button", { name: "Повторить" }).click();
      await page.getByRole("heading", { name: /^Этот месяц/ }).waitFor();
    });
  });

  it("says how long a limit lasts", async () => {
    await withPage({ token, at: "#/try" }, async (page) => {
      const limit = problem(429, "too-many-requests", { "retry-after": "2" });
      await page.route("**/api/chat", (route) => route.fulfill(limit), { times: 1 });
      await say(page, "Здравствуйте");
      await page.getByText("Не отправлено. Сейчас сообщений слишком много.").waitFor();
      await page.getByText(/Повторить можно через [12] секунд/).waitFor();
      await page.getByRole("button", { name: "Повторить" }).click();
      await replies(page).waitFor();
    });
  });

  it("says in a talk what was not said because the session had ended", async () => {
    await withPage({ token, at: "#/try" }, async (page) => {
      // Who is signed in is known: without that there would be nobody to ask for a password.
      await page.getByText(owner.company_name).first().waitFor();
      await page.route("**/api/chat", (route) => route.fulfill(problem(401, "invalid-token")), { times: 1 });
      await say(page, "Здравствуйте");
      const dialog = page.getByRole("dialog", { name: "Войдите ещё раз" });
      await dialog.getByLabel("Пароль", { exact: true }).fill(owner.password);
      await page.keyboard.press("Enter");
      await dialog.waitFor({ state: "hidden" });
      await replies(page).waitFor();
      assert.equal(await said(page).count(), 1);
    });
  });

  it("asks again under the same key where the answer breaks off", async () => {
    await withPage({ token, at: "#/try", outages: true }, async (page) => {
      const keys = [];
      page.on("request", (request) => request.url().endsWith("/api/chat") && keys.push(request.headers()["idempotency-key"]));
      const half = 'event: delta\ndata: {"text":"Здрав"}\n\n';
      await page.route(
        "**/api/chat",
        (route) => route.fulfill({ headers: { "content-type": "text/event-stream" }, body: half }),
        { times: 1 },
      );
      await say(page, "Здравствуйте");
      await replies(page).waitFor();
      assert.equal(keys.length, 2);
      assert.equal(keys[0], keys[1]);
    });
  });

  it("puts a status back that could not be saved", async () => {
    await withPage({ token, outages: true }, async (page) => {
      await page.route("**/api/leads/*", (route) => route.fulfill(problem(503, "unavailable")), { times: 1 });
      await page.locator("[data-lead]").first().press("4");
      await page.getByText(/^Статус не изменён\./).waitFor();
      assert.equal(await page.locator(".lead-item select").first().inputValue(), "new");
      await page.getByRole("button", { name: "Повторить" }).click();
      await page.waitForFunction(() => document.querySelector(".lead-item select")?.value === "won");
    });
  });

  it("says that there is no network, and goes on by itself", async () => {
    await withPage({ token, outages: true }, async (page) => {
      await page.locator("[data-lead]").first().waitFor();
      await page.context().setOffline(true);
      await page.getByText("Нет сети. Данные на экране могли устареть.").waitFor();
      await page.context().setOffline(false);
      await page.getByText("Нет сети. Данные на экране могли устареть.").waitFor({ state: "hidden" });
    });
  });

  it("says that it has not loaded where its code does not come, and is whole after a reload", async () => {
    // The request for the language stays without an answer.
    const prepare = (page) => page.route("**/assets/ru-*.js", () => {}, { times: 1 });
    await withPage({ prepare }, async (page) => {
      await page.getByText("Leadline ещё не загрузился.").waitFor();
      await page.getByRole("link", { name: "Обновить страницу" }).click();
      await page.getByRole("button", { name: "Войти" }).waitFor();
      assert.equal(await page.locator(".not-yet").count(), 0);
    });
  });

  it("opens a page whose code could not come as soon as there is a network", async () => {
    // No code but that of the first page comes before the network goes.
    const prepare = (page) =>
      page.addInitScript(() => {
        globalThis.requestIdleCallback = () => 0;
      });
    await withPage({ token, outages: true, prepare }, async (page) => {
      await page.locator("[data-lead]").first().waitFor();
      await page.context().setOffline(true);
      await page.getByRole("link", { name: "Отчёты" }).click();
      await page.getByText("Страница откроется, как только появится сеть.").waitFor();
      await page.context().setOffline(false);
      await page.getByRole("heading", { name: /^Этот месяц/ }).waitFor();
    });
  });
});
