/**
 * Measures pages and answers in a real browser, and fails where a bar does not hold. Times are those of the machine: let nothing run beside.
 *
 *   npm run measures        against a Leadline of its own, which it starts
 *   LEADLINE                its program, ../target/release/dev by default
 *   CHROMIUM, PLAYWRIGHT_CORE are described in ../app/browser.mjs
 */
import { after } from "node:test";

import { startLeadline } from "./leadline.mjs";
import { startModel } from "./model.mjs";

const model = await startModel();
const leadline = await startLeadline({ OPENAI_BASE_URL: model.url, OPENAI_API_KEY: "stand-in" });
after(async () => {
  await leadline.end();
  model.end();
});

process.env.LEADLINE_URL = leadline.url;
const { measureFirstDelta } = await import("./first-delta.mjs");
measureFirstDelta(model);
await import("./lighthouse.mjs");
