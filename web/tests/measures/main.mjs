/**
 * Measures pages and answers in a real browser, and fails where a bar does not hold. Times are those of the machine: let nothing run beside.
 *
 *   npm run measures        against a Leadline of its own, which it starts
 *   LEADLINE                its program, ../target/release/dev by default
 *   CHROMIUM, PLAYWRIGHT_CORE are described in ../chromium.mjs
 */
import { after } from "node:test";

import { startLeadline } from "./leadline.mjs";
import { startModel } from "./model.mjs";

const model = await startModel();
const leadline = await startLeadline({ OPENAI_BASE_URL: model.url, OPENAI_API_KEY: "stand-in" });
process.env.LEADLINE_URL = leadline.url;
// Both before the first test: what comes once the tests of before are over is too late for their hooks.
const { measureFirstDelta } = await import("./first-delta.mjs");
const { measurePages } = await import("./lighthouse.mjs");
measureFirstDelta(model);
measurePages();
after(async () => {
  await leadline.end();
  model.end();
});
