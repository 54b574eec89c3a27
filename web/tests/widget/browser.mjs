/**
 * A real browser on other people's pages, for the tests of the widget, against a running Leadline.
 *
 *   LEADLINE_URL     where it runs, with a slash at the end, such as http://localhost:3000/
 *   AXE_CORE         the folder of axe-core; by default web/node_modules has it
 *   CHROMIUM and PLAYWRIGHT_CORE are described in ../chromium.mjs
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { after, before } from "node:test";

import { launch } from "../chromium.mjs";

export const BASE = process.env.LEADLINE_URL;
if (!BASE) throw new Error("LEADLINE_URL must hold the address of a running Leadline");

const PATIENCE = 20_000;

let browser;
/** Some company's site: what it serves at a path. It stands on another origin, and another site, than Leadline. */
const pages = new Map();
let hostOrigin;

const host = createServer((request, response) => {
  const { html = "", headers = {} } = pages.get(new URL(request.url, "http://host").pathname) ?? {};
  // Without a page it is the icon that a browser asks for.
  response.writeHead(html ? 200 : 204, { "content-type": "text/html; charset=utf-8", ...headers });
  response.end(html);
});

before(async () => {
  browser = await launch();
  await new Promise((resolve) => host.listen(0, "127.0.0.1", resolve));
  hostOrigin = `http://127.0.0.1:${host.address().port}`;
});

after(async () => {
  await browser?.close();
  host.close();
  host.closeAllConnections();
});

async function api(method, path, { json, token } = {}) {
  const response = await fetch(new URL(path, BASE), {
    method,
    headers: { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(json),
  });
  assert.ok(response.ok, `${method} ${path}: ${response.status}`);
  return response.json();
}

/** A company with an assistant, and the key of its site. */
export async function newSite({ language = "en", widget = {}, ...settings } = {}) {
  const account = { email: `${randomUUID()}@example.com`, password: "correct horse battery staple" };
  await api("POST", "api/auth/register", { json: { ...account, company_name: "Peony Flowers", language } });
  const { access_token: token } = await api("POST", "api/auth/login", { json: account });
  const {
    company_name: _,
    updated_at: __,
    site_key: key,
    telegram: ___,
    form: ____,
    ...assistant
  } = await api("GET", "api/assistant", { token });
  const changed = { ...assistant, greeting: "Hello! How can I help?", ...settings, widget: { ...assistant.widget, ...widget } };
  await api("PUT", "api/assistant", { json: changed, token });
  return key;
}

export const scriptTag = (key, attributes = "") =>
  `<script async src="${BASE}widget.js" data-site="${key}" ${attributes}></script>`;

/** A page of the company's site. */
export function hostPage({ lang = "en", head = "", body = "" }) {
  const text = `<p>${"Fresh flowers for every day of the year. ".repeat(60)}</p>`;
  return `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
    <title>Peony</title>${head}</head><body><main><h1>Peony</h1>${text}</main>${body}</body></html>`;
}

/**
 * Opens a page of the company's site and, after the work, fails if anything in the browser went wrong on the way.
 *
 * @param {{html: string, headers?: Record<string, string>, expected?: RegExp}} page `expected`: errors that the test itself makes
 * @param {(page: import("playwright-core").Page, host: string) => Promise<void>} work
 */
export async function onPage({ html, headers, expected, prepare, in: chosen = browser, ...options }, work) {
  const path = `/${randomUUID()}`;
  pages.set(path, { html, headers });
  const context = await chosen.newContext({
    viewport: { width: 1280, height: 800 },
    locale: "en-US",
    reducedMotion: "reduce",
    ...options,
  });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(error.stack));
  page.on("console", (message) => message.type() === "error" && !expected?.test(message.text()) && faults.push(message.text()));
  try {
    await prepare?.(page);
    await page.goto(`${hostOrigin}${path}?utm_source=news&utm_medium=mail#secret`);
    await work(page, hostOrigin);
    assert.deepEqual(faults, []);
  } finally {
    await context.close();
  }
}

export const launcher = (page) => page.locator("leadline-widget .launcher");
export const input = (page) => page.locator("leadline-widget .input");
export const replies = (page) => page.locator("leadline-widget .said.assistant:not(.arriving)");

/** Opens the chat by a click and waits until it can be written in. */
export async function openChat(page) {
  await launcher(page).click();
  await page.locator("leadline-widget .input:focus").waitFor();
}

/** Writes a message and waits for the reply. */
export async function say(page, text) {
  const earlier = await replies(page).count();
  await write(page, text);
  await replies(page).nth(earlier).waitFor();
}

/** Writes a message, whatever becomes of it. */
export async function write(page, text) {
  await input(page).fill(text);
  await input(page).press("Enter");
}

/** Answers the next requests to a route in the given ways, one after another, and then lets them through. */
export async function script(page, path, answers) {
  const asked = [];
  await page.route(
    (url) => url.pathname.endsWith(path),
    async (route) => {
      asked.push(route.request());
      const answer = answers.shift();
      if (answer === undefined) await route.continue();
      else if (answer === "cut") await route.abort("connectionreset");
      else await route.fulfill(answer);
    },
  );
  return asked;
}

/** Waits for something outside of the page. */
export async function until(holds) {
  const end = Date.now() + PATIENCE;
  while (!holds()) {
    assert.ok(Date.now() < end, `waited in vain for ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const CORS = { "access-control-allow-origin": "*", "access-control-expose-headers": "retry-after" };

/** An answer of RFC 9457. */
export const problem = (status, slug, { headers = {}, ...facts } = {}) => ({
  status,
  headers: { ...CORS, "content-type": "application/problem+json", ...headers },
  body: JSON.stringify({ type: `urn:leadline:problem:${slug}`, title: slug, status, ...facts }),
});

/** A stream of events that ends after the last of them. */
export const stream = (...events) => ({
  status: 200,
  headers: { ...CORS, "content-type": "text/event-stream" },
  body: `: heartbeat\n\n${events.map(([event, data]) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`).join("")}`,
});

export const json = (body) => ({
  status: 200,
  headers: { ...CORS, "content-type": "application/json" },
  body: JSON.stringify(body),
});
