/**
 * A real browser for the tests of the owner's app, against a running Leadline: one-machine mode with the demonstration assistant and the
 * Telegram console.
 *
 *   LEADLINE_URL     where it runs, such as http://localhost:3000/
 *   CHROMIUM and PLAYWRIGHT_CORE are described in ../chromium.mjs
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before } from "node:test";

import { launch } from "../chromium.mjs";

export const BASE = process.env.LEADLINE_URL;
if (!BASE) throw new Error("LEADLINE_URL must hold the address of a running Leadline");

// A notice goes through the outbox and the queue, and lists are polled.
const PATIENCE = 20_000;

let browser;

before(async () => {
  browser = await launch();
});

after(() => browser?.close());

/** Somebody who has no account yet. */
export function newOwner() {
  return {
    email: `${randomUUID()}@example.com`,
    password: "correct horse battery staple",
    company_name: "Цветочная лавка «Пион»",
  };
}

/** Makes an account, and gives the token of it. */
export async function register(owner, language = "ru") {
  await call("POST", "api/auth/register", { ...owner, language });
  const { access_token } = await call("POST", "api/auth/login", { email: owner.email, password: owner.password });
  return access_token;
}

/** A visitor of that owner says something. */
export function visitorSays(token, visitor, message) {
  return call("POST", "api/chat", { visitor_id: visitor, message }, token);
}

async function call(method, path, body, token) {
  const response = await fetch(new URL(path, BASE), {
    method,
    headers: {
      "content-type": "application/json",
      accept: "application/json",
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  assert.ok(response.ok, `${method} ${path}: ${response.status}`);
  return response.json();
}

/**
 * Opens the app anew and, after the work, fails if anything in the browser went wrong on the way.
 *
 * @param {{token?: string, at?: string, width?: number, height?: number, dark?: boolean, locale?: string, outages?: boolean, permissions?: string[], prepare?: (page) => Promise<void>}} options
 *   `token`: of who is signed in; `at`: the hash of the page; `outages`: the test itself makes the server fail; `in`: another browser;
 *   `prepare`: runs before the app is opened
 */
export async function withPage(
  {
    token,
    at = "",
    width = 1280,
    height = 800,
    dark = false,
    locale = "ru-RU",
    outages = false,
    permissions = [],
    in: chosen = browser,
    prepare = async () => {},
  },
  work,
) {
  const context = await chosen.newContext({
    viewport: { width, height },
    locale,
    permissions,
    colorScheme: dark ? "dark" : "light",
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  if (token) {
    // Once: a test may sign out, or lose its session.
    await page.addInitScript((token) => {
      if (sessionStorage.getItem("seeded")) return;
      sessionStorage.setItem("seeded", "yes");
      sessionStorage.setItem("leadline.token", token);
    }, token);
  }
  const faults = [];
  page.on("pageerror", (error) => faults.push(error.stack));
  page.on("dialog", async (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  page.on(
    "response",
    (response) => response.status() >= 500 && !outages && faults.push(`${response.status()} ${response.url()}`),
  );
  // Violations of the content security policy are console errors too.
  page.on("console", (message) => message.type() === "error" && !isRefusal(message, outages) && faults.push(message.text()));
  try {
    await prepare(page);
    const response = await page.goto(BASE + at);
    assert.match(response.headers()["content-security-policy"], /default-src 'none'/);
    await work(page);
    assert.deepEqual(faults, []);
  } finally {
    await context.close();
  }
}

/** The browser logs each 4xx answer of the API, and some tests ask for one, or for an outage, of which no file knows either. */
function isRefusal(message, outages) {
  if (outages && message.text().includes("net::ERR_INTERNET_DISCONNECTED")) return true;
  const asked = outages ? /status of [45]\d\d|net::ERR_/ : /status of 4\d\d/;
  return asked.test(message.text()) && message.location().url.includes("/api/");
}

export const said = (page) => page.locator(".own-talk .said.visitor");
export const replies = (page) => page.locator(".own-talk .said.assistant:not(.arriving)");

/** Says something as a visitor, whatever becomes of it. */
export async function say(page, text) {
  await page.getByLabel("Ваше сообщение", { exact: true }).fill(text);
  await page.keyboard.press("Enter");
}

/** An answer of the server as RFC 9457 has it. */
export function problem(status, slug, headers = {}, more = {}) {
  return {
    status,
    headers: { "content-type": "application/problem+json", ...headers },
    body: JSON.stringify({
      type: `urn:leadline:problem:${slug}`,
      title: slug,
      status,
      detail: slug,
      request_id: "0193aaaa-0000-7000-8000-000000000000",
      ...more,
    }),
  };
}

/** Nothing on the page has to be scrolled sideways. */
export async function assertFits(page, where) {
  const wide = await page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll("main, .list-pane, .board-pane, .lead-pane")]
      .filter((box) => box.scrollWidth > box.clientWidth)
      .map((box) => `${box.tagName} ${box.className}: ${box.scrollWidth} in ${box.clientWidth}`),
  );
  assert.deepEqual(wide, [], where);
}
