import { Problem } from "./problem.js";
import { expireSession, token } from "./session.js";

const ORDINARY_TIMEOUT = 20_000;
// A model takes its time, and so does the upload of a recording on a slow line.
const CHAT_TIMEOUT = 90_000;

/**
 * Sends a request and reads the JSON answer.
 *
 * @param {string} method
 * @param {string} path relative to the page, which may live under a stage such as /prod/
 * @returns {Promise<any>}
 * @throws {Problem} for every failure but a cancelled `signal`
 */
async function request(method, path, { json, form, headers = {}, signal, timeout = ORDINARY_TIMEOUT } = {}) {
  const bearer = token();
  const limit = AbortSignal.timeout(timeout);
  let response;
  let body;
  try {
    response = await fetch(new URL(path, document.baseURI), {
      method,
      headers: {
        accept: "application/json",
        ...(json && { "content-type": "application/json" }),
        ...(bearer && { authorization: `Bearer ${bearer}` }),
        ...headers,
      },
      body: json ? JSON.stringify(json) : form,
      cache: "no-store",
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
    body = response.ok ? await response.json() : null;
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Problem(limit.aborted ? "timeout" : "unreachable");
  }
  if (response.ok) return body;
  // A late 401 of an older token must not end a session that has begun since.
  if (response.status === 401 && bearer && bearer === token()) expireSession();
  throw await Problem.of(response);
}

/** @param {{email: string, password: string, company_name: string, language: string}} account */
export const register = (account) => request("POST", "api/auth/register", { json: account });

/** @param {{email: string, password: string}} credentials */
export const logIn = (credentials) => request("POST", "api/auth/login", { json: credentials });

/** The account that is signed in. */
export const me = () => request("GET", "api/auth/me");

/**
 * One turn of a conversation: a text, or a recording as a file.
 *
 * @param {{visitorId: string, key: string, text?: string, recording?: File}} turn
 *   `key` stays the same when the turn is sent again, so that it is stored once
 */
export function talk({ visitorId, key, text, recording }) {
  const headers = { "idempotency-key": key };
  if (!recording) {
    return request("POST", "api/chat", { json: { visitor_id: visitorId, message: text }, headers, timeout: CHAT_TIMEOUT });
  }
  const form = new FormData();
  form.append("visitor_id", visitorId);
  form.append("audio", recording, recording.name);
  return request("POST", "api/chat", { form, headers, timeout: CHAT_TIMEOUT });
}

/**
 * The contact form of a visitor.
 *
 * @param {{visitorId: string, key: string, fields: Record<string, string>}} contact `key` as in `talk`
 */
export function sendContact({ visitorId, key, fields }) {
  const headers = { "idempotency-key": key };
  return request("POST", "api/chat/form", { json: { visitor_id: visitorId, ...fields }, headers });
}

/** A page of leads, newest first. @param {Record<string, string>} query status, q, cursor, limit */
export function leads(query, signal) {
  const filled = Object.entries(query).filter(([, value]) => value !== "");
  return request("GET", `api/leads?${new URLSearchParams(filled)}`, { signal });
}

/** One lead with its conversation and the source of each field. */
export const lead = (id, signal) => request("GET", `api/leads/${encodeURIComponent(id)}`, { signal });

/** @param {string} id @param {string} status */
export const setStatus = (id, status) => request("PATCH", `api/leads/${encodeURIComponent(id)}`, { json: { status } });

/** What would be in the Telegram chat. @param {string} path where the server keeps its console */
export const telegramMessages = (path, signal) => request("GET", path, { signal });
