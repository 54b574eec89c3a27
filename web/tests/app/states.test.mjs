/** What pages show for a while: messages, dialogs, errors, a talk. Accessible too. The environment is described in browser.mjs. */
import { before, describe, it } from "node:test";

import { assertAccessible } from "./axe.mjs";
import { assertFits, newOwner, problem, register, say, visitorSays, withPage } from "./browser.mjs";

const FORM = {
  title: "Как с вами связаться?",
  fields: [
    { name: "name", label: "Как вас зовут", kind: "text" },
    { name: "phone", label: "Телефон", kind: "tel" },
    { name: "need", label: "Что вас интересует", kind: "textarea" },
  ],
  submit: "Отправить",
};

for (const dark of [false, true]) {
  describe(`a state of a page, ${dark ? "dark" : "light"}`, () => {
    const look = { dark, width: 360, height: 2000, outages: true };
    const owner = newOwner();
    let token;
    before(async () => {
      token = await register(owner);
      await visitorSays(token, "one", "Нужен букет, телефон 8 (916) 000-00-01");
    });

    it("refused fields", async () => {
      await withPage(look, async (page) => {
        await page.getByRole("radio", { name: "Регистрация" }).check();
        await page.getByLabel("Название компании").fill(owner.company_name);
        await page.getByLabel("Эл. почта").fill(newOwner().email);
        await page.getByLabel("Пароль", { exact: true }).fill("password123");
        await page.keyboard.press("Enter");
        await page.locator("[aria-invalid=true]").first().waitFor();
        await check(page);
      });
    });

    it("a message with a way back, and the menu of a phone", async () => {
      await withPage({ ...look, token }, async (page) => {
        await page.locator("[data-lead]").first().press("3");
        await page.locator(".toast").waitFor();
        await check(page);
        await page.getByRole("button", { name: "Ещё" }).click();
        await page.locator(".more-menu").waitFor();
        await check(page);
      });
    });

    it("a list that cannot be loaded", async () => {
      await withPage({ ...look, token, at: "#/conversations" }, async (page) => {
        await page.route("**/api/conversations*", (route) => route.fulfill(problem(500, "internal")));
        await page.reload();
        await page.getByRole("alert").waitFor();
        await check(page);
      });
    });

    it("a talk with an answer on its way, a failure and a form", async () => {
      await withPage({ ...look, token, at: "#/try" }, async (page) => {
        const form = problem(429, "too-many-requests", { "retry-after": "40" }, { form: FORM });
        await page.route("**/api/chat", (route) => route.fulfill(form), { times: 1 });
        await say(page, "Здравствуйте");
        await page.getByRole("form", { name: FORM.title }).waitFor();
        await check(page);
        await page.route("**/api/chat", () => undefined);
        await say(page, "Вы здесь?");
        await page.locator(".own-talk .dots").waitFor();
        await check(page);
      });
    });

    it("changes that are not saved, and a session that has ended", async () => {
      await withPage({ ...look, token, at: "#/assistant/widget" }, async (page) => {
        await page.getByLabel("Подсказка у кнопки").fill("Подобрать букет?");
        await page.getByRole("button", { name: "Открыть или закрыть чат" }).click();
        await page.locator(".teaser").waitFor();
        await check(page);
        await page.route("**/api/assistant", (route) => route.fulfill(problem(401, "invalid-token")), { times: 1 });
        await page.getByRole("button", { name: "Сохранить" }).click();
        const dialog = page.getByRole("dialog");
        await dialog.waitFor();
        await check(page);
        await dialog.getByLabel("Пароль", { exact: true }).fill(owner.password);
        await page.keyboard.press("Enter");
        await page.getByText("Сохранено.").waitFor();
      });
    });

    it("a table beside a plot", async () => {
      await withPage({ ...look, token, at: "#/usage" }, async (page) => {
        await page.locator("summary").nth(2).waitFor();
        for (const summary of await page.locator("summary").all()) await summary.click();
        await page.locator("table").first().waitFor();
        await check(page);
      });
    });
  });
}

async function check(page) {
  await assertFits(page, "state");
  await assertAccessible(page, "state");
}
