/** Contact details: typed, corrected, taken back. The environment is described in browser.mjs. */
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";

import { hostPage, input, newSite, onPage, openChat, problem, replies, say, script, scriptTag, write } from "./browser.mjs";

const REFUSED = /status of 4\d\d/;

describe("contact details in the widget", () => {
  let key;
  let html;
  before(async () => {
    key = await newSite({ widget: { privacy_url: "https://flowers.example/privacy" } });
    html = hostPage({ body: scriptTag(key) });
  });

  const opened = (work, more = {}) =>
    onPage({ html, expected: REFUSED, ...more }, async (page) => {
      await openChat(page);
      await work(page);
    });
  const chip = (page) => page.locator("leadline-widget .chip");

  it("takes a contact in a form where the model fails, and says beside the field what is wrong", async () => {
    await opened(async (page) => {
      await say(page, "/fail");
      const form = page.locator("leadline-widget .contact-form");
      await form.waitFor();
      const [name, phone, email] = ["name", "phone", "email"].map((field) => form.locator(`[name=${field}]`));
      const kinds = await form
        .locator("input")
        .evaluateAll((inputs) => inputs.map(({ type, autocomplete }) => `${type} ${autocomplete}`));
      assert.deepEqual(kinds, ["text name", "tel tel", "email email"]);
      assert.equal(
        await form.getByRole("link", { name: "Privacy policy" }).getAttribute("href"),
        "https://flowers.example/privacy",
      );
      await name.fill("Anna");
      await email.press("Enter");
      await form.getByText("Leave a phone number or an e-mail address.").waitFor();
      assert.equal(await page.locator("leadline-widget [name=phone]:focus").getAttribute("aria-invalid"), "true");
      const described = await phone.getAttribute("aria-describedby");
      assert.equal(await form.locator(`[id="${described}"]`).textContent(), "Leave a phone number or an e-mail address.");
      await phone.fill("+7 916 123-45-67");
      assert.equal(await form.locator(".complaint").count(), 0);
      await phone.press("Enter");
      await page.getByText("Your contact details were sent.").waitFor();
      assert.equal(await form.count(), 0);
      assert.match(await chip(page).textContent(), /^Saved: Anna · \+7 916 123-45-67/);
    });
  });

  it("keeps what was typed into the form where sending fails, and sends it under the same key", async () => {
    await opened(
      async (page) => {
        const asked = await script(page, "chat/form", [problem(429, "too-many-requests")]);
        await page.getByRole("button", { name: "Menu" }).click();
        await page.getByRole("button", { name: "Leave contact details" }).click();
        await page.locator("leadline-widget [name=name]:focus").waitFor();
        const form = page.locator("leadline-widget .contact-form");
        await form.locator("[name=email]").fill("anna@example.com");
        await form.locator("[name=email]").press("Enter");
        await form.getByText("Too many messages for now.").waitFor();
        await form.locator("[type=submit]").click();
        await chip(page).waitFor();
        assert.equal(new Set(asked.map((request) => request.headers()["idempotency-key"])).size, 1);
      },
      { expected: /status of 4\d\d/ },
    );
  });

  it("shows what was stored, also after a reload, and corrects it", async () => {
    await opened(async (page) => {
      await say(page, "My phone is +7 916 222-33-44");
      assert.match(await chip(page).textContent(), /^Saved: \+7 916 222-33-44/);
      await page.reload();
      await openChat(page);
      await chip(page).waitFor();
      await page.getByRole("button", { name: "Correct your contact details" }).click();
      const phone = page.locator("leadline-widget .contact-form [name=phone]");
      assert.equal(await phone.inputValue(), "+79162223344");
      await phone.fill("+7 916 765-43-21");
      await phone.press("Enter");
      await chip(page).filter({ hasText: "+7 916 765-43-21" }).waitFor();
      assert.equal(await chip(page).count(), 1);
    });
  });

  it("asks before it deletes contact details, and deletes them", async () => {
    await opened(async (page) => {
      await say(page, "My phone is +7 916 333-44-55");
      // Left open, filled with what is about to be deleted.
      await page.getByRole("button", { name: "Correct your contact details" }).click();
      const form = page.locator("leadline-widget .contact-form");
      await form.waitFor();
      const remove = page.getByRole("button", { name: "Delete your contact details" });
      await remove.click();
      await chip(page).getByText("Delete your contact details, also from this conversation?").waitFor();
      await chip(page).getByRole("button", { name: "No" }).click();
      await remove.click();
      const asked = await script(page, "widget/lead", []);
      await chip(page).getByRole("button", { name: "Yes, delete" }).click();
      await page.getByText("Your contact details were deleted. They are hidden in this conversation.").waitFor();
      assert.equal(await chip(page).count(), 0);
      assert.equal(await form.count(), 0);
      assert.equal(asked[0].method(), "DELETE");
      const log = () => page.locator("leadline-widget [role=log]").textContent();
      assert.match(await log(), /My phone is ███/);
      assert.doesNotMatch(await log(), /333/);
      await page.reload();
      await openChat(page);
      await replies(page).nth(1).waitFor();
      assert.equal(await chip(page).count(), 0);
      assert.doesNotMatch(await log(), /333/);
    });
  });

  it("forgets the visitor, and everything in the browser", async () => {
    await opened(async (page) => {
      await say(page, "My phone is +7 916 123-45-67");
      const forget = async (answer) => {
        await page.getByRole("button", { name: "Menu" }).click();
        await page.getByRole("button", { name: "Forget me" }).click();
        await page.getByRole("alertdialog").getByRole("button", { name: answer }).click();
      };
      await forget("Keep");
      assert.equal(await page.locator("leadline-widget .said.visitor").count(), 1);
      await forget("Delete everything");
      await page.getByText("Everything you have left here was deleted.").waitFor();
      assert.equal(await page.locator("leadline-widget .said.visitor").count(), 0);
      assert.equal(await chip(page).count(), 0);
      assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), []);
      await say(page, "Hello again");
      await page.reload();
      await openChat(page);
      await replies(page).nth(1).waitFor();
      assert.equal(await page.locator("leadline-widget .said.visitor").count(), 1);
    });
  });

  it("puts what the site knows into the form", async () => {
    const head = `<script>(window.Leadline = window.Leadline || []).push(["prefill", { name: "Anna", email: "anna@example.com" }])</script>`;
    await onPage({ html: hostPage({ head, body: scriptTag(key) }) }, async (page) => {
      await openChat(page);
      assert.equal(await input(page).inputValue(), "");
      await write(page, "/fail");
      const form = page.locator("leadline-widget .contact-form");
      await form.waitFor();
      assert.equal(await form.locator("[name=name]").inputValue(), "Anna");
      assert.equal(await form.locator("[name=email]").inputValue(), "anna@example.com");
    });
  });
});
