/**
 * A real browser for the tests of pages, against a running Leadline: one-machine mode with the demonstration assistant and the
 * Telegram console.
 *
 *   LEADLINE_URL     where it runs, such as http://localhost:3000/
 *   CHROMIUM         the browser, /usr/bin/chromium by default
 *   PLAYWRIGHT_CORE  the folder of the package; without it NODE_PATH is searched
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import { after, before } from "node:test";

const { chromium } = createRequire(import.meta.url)(process.env.PLAYWRIGHT_CORE ?? "playwright-core");

export const BASE = process.env.LEADLINE_URL;
if (!BASE) throw new Error("LEADLINE_URL must hold the address of a running Leadline");

// A notice goes through the outbox and the queue, and the console is polled.
const PATIENCE = 20_000;

let browser;

before(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--use-fake-device-for-media-stream",
      "--use-fake-ui-for-media-stream",
    ],
  });
});

after(() => browser?.close());

/** Makes an account. */
export async function register(account) {
  const response = await fetch(new URL("api/auth/register", BASE), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...account, language: "ru" }),
  });
  assert.equal(response.status, 201, await response.text());
}

/**
 * Opens the page anew and, after the work, fails if anything in the browser went wrong on the way.
 *
 * @param {{width?: number, outages?: boolean}} options `outages`: the test itself makes the server fail
 */
export async function withPage({ width = 1280, outages = false }, work) {
  const context = await browser.newContext({
    viewport: { width, height: 800 },
    locale: "ru-RU",
    permissions: ["microphone"],
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(error.stack));
  page.on("dialog", async (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  page.on("response", (response) => response.status() >= 500 && !outages && faults.push(`${response.status()} ${response.url()}`));
  // Violations of the content security policy are console errors too.
  page.on("console", (message) => message.type() === "error" && !isRefusal(message, outages) && faults.push(message.text()));
  try {
    const response = await page.goto(BASE);
    assert.match(response.headers()["content-security-policy"], /default-src 'none'/);
    await work(page);
    assert.deepEqual(faults, []);
  } finally {
    await context.close();
  }
}

/** Somebody who has no account yet. */
export function newOwner() {
  return { email: `${randomUUID()}@example.com`, password: "correct horse battery staple", company_name: "Цветочная лавка «Пион»" };
}

/** Signs in from the card for it. */
export async function signIn(page, { email, password }) {
  await page.locator("#sign-in-email").fill(email);
  await page.locator("#sign-in-password").fill(password);
  await page.keyboard.press("Enter");
}

/** Writes a message as the visitor and waits for the assistant's reply. */
export async function say(page, text) {
  const replies = page.locator(".log .bubble.assistant:not(.typing)");
  const before = await replies.count();
  await page.getByLabel("Сообщение от имени посетителя").fill(text);
  await page.keyboard.press("Enter");
  await replies.nth(before).waitFor();
}

/** Nothing on the page has to be scrolled sideways. */
export async function assertFits(page, where) {
  const wide = await page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll(".log, .scroll, .sheet[open], .sheet-body")]
      .filter((box) => box.scrollWidth > box.clientWidth)
      .map((box) => `${box.tagName} ${box.className}: ${box.scrollWidth} in ${box.clientWidth}`),
  );
  assert.deepEqual(wide, [], where);
}

/** The browser logs each 4xx answer of the API, and some tests ask for one, or for an outage. */
function isRefusal(message, outages) {
  const asked = outages ? /status of [45]\d\d|net::ERR_FAILED/ : /status of 4\d\d/;
  return asked.test(message.text()) && message.location().url.includes("/api/");
}
