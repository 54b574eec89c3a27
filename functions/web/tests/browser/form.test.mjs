/**
 * What the conversation shows where the server cannot answer as usual: the contact form, limits, and requests that are sent again.
 * The environment is described in browser.mjs.
 */
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";

import { assertFits, newOwner, register, say, signIn, withPage } from "./browser.mjs";

const FORM = {
  title: "Как с вами связаться?",
  fields: [
    { name: "name", label: "Как вас зовут", kind: "text" },
    { name: "phone", label: "Телефон", kind: "tel" },
    { name: "email", label: "E-mail", kind: "email" },
    { name: "need", label: "Что вас интересует", kind: "textarea" },
  ],
  submit: "Отправить",
};
const BUSY = problem(409, "already-running", { "retry-after": "1" });
const BROKEN = problem(500, "internal");

describe("a conversation without an answer", () => {
  const owner = newOwner();
  before(() => register(owner));

  it("takes a contact from the keyboard alone where the model fails", async () => {
    await withSignedIn(owner, {}, async (page) => {
      await say(page, "/fail");
      const form = page.getByRole("form", { name: /^How can we reach you/ });
      await form.waitFor();

      await page.keyboard.press("Shift+Tab");
      await page.keyboard.press("Enter");
      const phone = form.getByLabel("Phone");
      await form.locator(".field", { has: page.getByLabel("Phone") }).getByText("Укажите телефон или почту.").waitFor();
      assert.equal(await phone.getAttribute("aria-invalid"), "true");
      assert.equal(await focused(page), "phone");

      await page.keyboard.type("8 (916) 000-11-22");
      assert.equal(await phone.getAttribute("aria-invalid"), null);
      for (const next of ["email", "need"]) {
        await page.keyboard.press("Tab");
        assert.equal(await focused(page), next);
      }
      await page.keyboard.type("roses");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Space");

      const sent = page.getByText("Контактная форма отправлена");
      await sent.waitFor();
      assert.equal(await form.count(), 0);
      assert.equal(await page.locator(".contact-sent:focus").count(), 1);
      const reply = page.locator(".bubble.assistant", { hasText: "Thank you, we have noted it." });
      await reply.waitFor();
      assert.equal(await reply.locator(".aside").count(), 0);

      await page.getByRole("button", { name: "Заявка принята" }).press("Enter");
      const sheet = page.getByRole("dialog");
      await sheet.getByText("Телефон: +79160001122").and(page.getByTitle("введено в контактную форму")).waitFor();
      await page.keyboard.press("Escape");
      const card = page.locator("#pane-leads").getByRole("article").filter({ hasText: "+79160001122" });
      await card.getByText("roses").waitFor();
    });
  });

  it("says how long a limit lasts, counts down, and offers the form", async () => {
    await withSignedIn(owner, { width: 320 }, async (page) => {
      const asked = await script(page, "api/chat", [limit(5), limit(150), limit(40)]);
      await write(page, "Здравствуйте");
      const failure = page.locator(".failed").first();
      const retry = failure.getByRole("button", { name: "Повторить" });
      await failure.getByText(/^Не отправлено: слишком много сообщений. Повторить можно через [2-5] секунд.?\.$/).waitFor();
      assert.equal(await retry.isDisabled(), true);
      await failure.getByText(/через [1-3] секунд.\.$/).waitFor();
      await page.getByRole("form", { name: FORM.title }).waitFor();
      await assertFits(page, "form");
      for (const control of await page.locator(".contact-form :is(input, textarea, button)").all()) {
        const { width, height } = await control.boundingBox();
        assert.ok(width >= 44 && height >= 44, `${await control.textContent()}: ${width} × ${height}`);
      }
      await failure.getByText("Не отправлено. Теперь можно повторить.").waitFor();
      assert.equal(await page.locator(".bubble.unsent").count(), 1);

      await retry.click();
      await failure.getByText("Повторить можно через 3 минуты.").waitFor();
      await write(page, "Есть кто?");
      await page.locator(".failed").getByText(/через \d\d секунд/).waitFor();
      await page.getByRole("button", { name: "English" }).click();
      await page.locator(".failed").getByText(/^Not sent: too many messages. You can try again in \d\d seconds.$/).waitFor();
      await assertFits(page, "in English");
      assert.equal(asked[0].key, asked[1].key);
      assert.notEqual(asked[0].key, asked[2].key);
    });
  });

  it("keeps one form open, with what was typed into it", async () => {
    await withSignedIn(owner, {}, async (page) => {
      const offer = answer({ form: FORM });
      await script(page, "api/chat", [offer, offer, limit(40), offer, answer({ lead: lead() })]);
      await say(page, "Сколько стоит?");
      await say(page, "А доставка?");
      const form = page.getByRole("form");
      assert.equal(await form.count(), 1);
      await form.getByLabel("Телефон").fill("8 (916) 123");
      await write(page, "Есть кто?");
      await page.locator(".failed").waitFor();
      assert.equal(await form.count(), 1);
      assert.equal(await form.getByLabel("Телефон").inputValue(), "8 (916) 123");
      assert.equal(await page.locator(".failed + .contact-form").count(), 1);

      await page.getByRole("button", { name: "Новый посетитель" }).click();
      assert.equal(await form.count(), 0);
      await say(page, "Сколько стоит?");
      assert.equal(await form.getByLabel("Телефон").inputValue(), "");
      // The contact has come another way.
      await say(page, "8 (916) 000-11-22");
      assert.equal(await form.count(), 0);
    });
  });

  it("keeps the draft and the key of a form that could not be sent", async () => {
    await withSignedIn(owner, { outages: true }, async (page) => {
      await script(page, "api/chat", [answer({ form: FORM })]);
      const asked = await script(page, "api/chat/form", [BROKEN, BUSY]);
      await say(page, "Сколько стоит?");
      const form = page.getByRole("form", { name: FORM.title });
      await form.getByLabel("Телефон").fill("8 (916) 000-33-44");
      const send = form.getByRole("button", { name: FORM.submit });
      await send.click();
      await form.getByRole("alert").getByText("На сервере что-то пошло не так. Повторите.").waitFor();
      assert.equal(await form.getByLabel("Телефон").inputValue(), "8 (916) 000-33-44");

      await send.click();
      await page.getByText("Контактная форма отправлена").waitFor();
      await page.getByRole("button", { name: "Заявка принята" }).waitFor();
      assert.deepEqual(asked.map(({ body }) => Object.keys(body)), Array(3).fill(["visitor_id", "phone"]));
      assert.equal(new Set(asked.map(({ key }) => key)).size, 1);
    });
  });

  it("shows what is no phone number and no e-mail address beside its field", async () => {
    await withSignedIn(owner, {}, async (page) => {
      await script(page, "api/chat", [answer({ form: FORM })]);
      await say(page, "Сколько стоит?");
      const form = page.getByRole("form", { name: FORM.title });
      const send = form.getByRole("button", { name: FORM.submit });
      for (const [label, wrong, sentence] of [
        ["Телефон", "12", "Это не похоже на номер телефона."],
        ["E-mail", "anna@", "Это не похоже на адрес почты."],
      ]) {
        const field = form.locator(".field", { has: page.getByLabel(label) });
        await field.locator("input").fill(wrong);
        await send.click();
        await field.getByText(sentence).waitFor();
        await field.locator("input").fill("");
      }
    });
  });

  it("waits for a request that is still being worked on and sends the same again", async () => {
    await withSignedIn(owner, {}, async (page) => {
      const asked = await script(page, "api/chat", [BUSY, BUSY]);
      const begun = Date.now();
      await write(page, "Здравствуйте");
      await page.waitForResponse((response) => response.status() === 409);
      assert.equal(await page.locator(".typing").isVisible(), true);
      await page.locator(".bubble.assistant:not(.typing)").waitFor();
      assert.equal(await page.locator(".failed").count(), 0);
      assert.ok(Date.now() - begun >= 2_000);
      assert.equal(asked.length, 3);
      assert.equal(new Set(asked.map((request) => JSON.stringify(request))).size, 1);
    });
  });

  it("gives up after fifteen times, and takes a new key only where the old one was another's", async () => {
    await withSignedIn(owner, {}, async (page) => {
      const busy = problem(409, "already-running", { "retry-after": "0.01" });
      const asked = await script(page, "api/chat", [...Array(16).fill(busy), problem(422, "idempotency-key-reused")]);
      await write(page, "Здравствуйте");
      await page.getByText("Сервер ещё обрабатывает этот запрос.").waitFor();
      assert.equal(asked.length, 16);
      await page.locator(".failed").getByRole("button").click();
      await page.locator(".bubble.assistant:not(.typing)").waitFor();
      const keys = asked.map(({ key }) => key);
      assert.equal(new Set(keys.slice(0, 17)).size, 1);
      assert.equal(asked.length, 18);
      assert.notEqual(keys[17], keys[16]);
    });
  });

  it("sends a message again under the same key after an outage", async () => {
    await withSignedIn(owner, { outages: true }, async (page) => {
      const asked = await script(page, "api/chat", [BROKEN, null]);
      await write(page, "Здравствуйте");
      await page.getByText("На сервере что-то пошло не так.").waitFor();
      await page.locator(".failed").getByRole("button", { name: "Повторить" }).click();
      await page.getByText("Нет связи с сервером.").waitFor();
      await page.locator(".failed").getByRole("button", { name: "Повторить" }).press("Enter");
      await page.locator(".bubble.assistant:not(.typing)").waitFor();
      assert.equal(await page.locator(".failed, .unsent").count(), 0);
      assert.equal(asked.length, 3);
      assert.equal(new Set(asked.map((request) => JSON.stringify(request))).size, 1);
    });
  });
});

async function withSignedIn(owner, options, work) {
  await withPage(options, async (page) => {
    await signIn(page, owner);
    await page.getByLabel("Сообщение от имени посетителя").waitFor();
    await work(page);
  });
}

/** Writes a message as the visitor, whatever comes of it. */
async function write(page, text) {
  await page.getByLabel("Сообщение от имени посетителя").fill(text);
  await page.keyboard.press("Enter");
}

/**
 * Answers the next requests to a path in the server's place, or cuts them off where the answer is null; after them the server answers.
 *
 * @returns {Promise<{key: string, body: any}[]>} what has been asked so far
 */
async function script(page, path, answers) {
  const asked = [];
  await page.route((url) => url.pathname.endsWith(`/${path}`), (route) => {
    const request = route.request();
    asked.push({ key: request.headers()["idempotency-key"], body: request.postDataJSON() });
    if (answers.length === 0) return route.continue();
    const next = answers.shift();
    return next ? route.fulfill(next) : route.abort();
  });
  return asked;
}

function problem(status, name, headers = {}, more = {}) {
  const body = { type: `urn:leadline:problem:${name}`, title: "", status, detail: "", request_id: "", ...more };
  return { status, headers: { "content-type": "application/problem+json", ...headers }, body: JSON.stringify(body) };
}

function limit(seconds) {
  return problem(429, "too-many-requests", { "retry-after": String(seconds) }, { form: FORM });
}

function answer(more) {
  return { status: 200, json: { reply: "Сейчас я не могу ответить.", fallback: true, ...more } };
}

function lead() {
  return { id: "0199b6f0-0000-7000-8000-000000000000", is_new: true };
}

function focused(page) {
  return page.evaluate(() => document.activeElement.name);
}
