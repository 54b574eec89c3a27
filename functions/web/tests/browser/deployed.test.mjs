/** The page where a stage stands before its path, as API Gateway serves it. The environment is described in browser.mjs. */
import assert from "node:assert/strict";
import { it } from "node:test";

import { newOwner, register, signIn, withPage } from "./browser.mjs";

it("loads and signs in below the stage", async () => {
  const owner = newOwner();
  await register(owner);
  await withPage({}, async (page) => {
    assert.match(new URL(page.url()).pathname, /\/prod\/$/);
    await signIn(page, owner);
    await page.getByRole("heading", { name: owner.company_name }).waitFor();
  });
});
