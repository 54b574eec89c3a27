/** The page where a stage stands before its path, as API Gateway serves it. The environment is described in ../app/browser.mjs. */
import assert from "node:assert/strict";
import { it } from "node:test";

import { withPage } from "../app/browser.mjs";

// Whom `cargo dev deploy-local` has registered. Not here: a browser knows that all names below localhost are this machine, and Node does not.
const owner = { email: "owner@flowers.example", password: "correct horse battery", company_name: "Flowers" };

it("loads and signs in below the stage", async () => {
  await withPage({}, async (page) => {
    assert.match(new URL(page.url()).pathname, /\/prod\/$/);
    await page.getByLabel("Эл. почта").fill(owner.email);
    await page.getByLabel("Пароль", { exact: true }).fill(owner.password);
    await page.getByRole("button", { name: "Войти" }).click();
    await page.getByText(owner.company_name).first().waitFor();
  });
});
