/**
 * Swagger UI in a real browser: "Authorize" signs in, and a route that needs an owner then answers.
 * The environment is described in ../app/browser.mjs.
 */
import assert from "node:assert/strict";
import { it } from "node:test";

import { BASE, newOwner, register, withPage } from "../app/browser.mjs";

it("signs in by Authorize and calls a route of an owner", async () => {
  const owner = newOwner();
  await register(owner);

  await withPage({}, async (page) => {
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(new URL("docs", BASE).href);
    await page.locator("button.authorize").first().click();
    await page.locator("#oauth_username").fill(owner.email);
    await page.locator("#oauth_password").fill(owner.password);
    await page.getByRole("button", { name: "Apply given OAuth2 credentials" }).click();
    await page.locator(".modal-ux").getByText("Authorized", { exact: true }).waitFor();
    await page.locator(".btn-done").first().click();

    await page.locator("#operations-auth-me .opblock-summary-control").click();
    const answer = page.waitForResponse((response) => response.url().endsWith("/api/auth/me"));
    await page.locator("#operations-auth-me button.execute").click();
    assert.equal((await (await answer).json()).email, owner.email);
    // Not the makers of Swagger UI, nor their validator.
    assert.deepEqual(new Set(asked.map((url) => new URL(url).origin)), new Set([new URL(BASE).origin]));
  });
});
