import { Problem } from "./problem";

/** A wait for the first byte of an answer, in milliseconds; a database that sleeps takes its time to wake. */
const PATIENCE = 40_000;

export interface Request {
  method: "GET" | "POST" | "DELETE";
  token?: string | undefined;
  json?: unknown;
  form?: FormData;
  /** The Idempotency-Key. */
  key?: string;
  accept?: string;
  signal?: AbortSignal | undefined;
}

/**
 * Sends a request and waits for the head of the answer.
 *
 * @throws {Problem} for every failure; "aborted" where `signal` ended it
 */
export async function request(url: string, { method, token, json, form, key, accept, signal }: Request): Promise<Response> {
  const headers = new Headers({ accept: accept ?? "application/json" });
  if (token) headers.set("authorization", `Bearer ${token}`);
  if (key) headers.set("idempotency-key", key);
  if (json !== undefined) headers.set("content-type", "application/json");
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), PATIENCE);
  const body = json === undefined ? (form ?? null) : JSON.stringify(json);
  let response: Response;
  try {
    const ends = signal ? AbortSignal.any([signal, late.signal]) : late.signal;
    // The page's address goes in the body, and only with what a visitor says.
    response = await fetch(url, {
      method,
      headers,
      body,
      credentials: "omit",
      cache: "no-store",
      referrerPolicy: "origin",
      // What was written arrives, even if the page is left at once.
      keepalive: json !== undefined,
      signal: ends,
    });
  } catch {
    throw new Problem(signal?.aborted ? "aborted" : "unreachable");
  } finally {
    clearTimeout(timer);
  }
  if (!response.ok) throw await Problem.of(response);
  return response;
}

/** The JSON of an answer; one that is cut off is no answer. */
export async function jsonOf<T>(response: Response): Promise<T> {
  try {
    return (await response.json()) as T;
  } catch {
    throw new Problem("unreachable");
  }
}
