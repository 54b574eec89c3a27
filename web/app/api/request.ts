import { signedInAgain, token } from "../session/session";
import { Problem } from "./problem";

const ORDINARY_TIMEOUT = 20_000;

export interface RequestOptions {
  json?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
  /** Milliseconds. */
  timeout?: number;
  /** The request outlives the page. */
  keepalive?: boolean;
  /** The request is one of signing in: a 401 is its answer. */
  anonymous?: boolean;
}

/**
 * Sends a request and gives the answer once its head is there, whatever it is but an error. A refused token makes it wait until the owner
 * has signed in again, and then it is sent once more: nothing that was typed is lost.
 *
 * @param path relative to the page, which may live under a stage such as /prod/
 * @throws {Problem} for every failure but a cancelled `signal`
 */
export async function send(method: string, path: string, options: RequestOptions = {}): Promise<Response> {
  const bearer = options.anonymous ? null : token.value;
  const response = await attempt(method, path, bearer, options);
  if (response.ok || response.status === 304) return response;
  const problem = await Problem.of(response);
  if (response.status !== 401 || !bearer) throw problem;
  await signedInAgain(bearer).catch(() => {
    throw problem;
  });
  return send(method, path, options);
}

/** Sends a request and reads its JSON; null where the answer has no body. */
export async function request<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
  const response = await send(method, path, options);
  if (response.status === 204) return null as T;
  return read(() => response.json());
}

/** Reads a body: a connection may break in the middle of it. */
export async function read<T>(reading: () => Promise<T>): Promise<T> {
  try {
    return await reading();
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Problem("unreachable");
  }
}

async function attempt(method: string, path: string, bearer: string | null, options: RequestOptions): Promise<Response> {
  const { json, headers, signal, timeout = ORDINARY_TIMEOUT, keepalive = false } = options;
  const limit = AbortSignal.timeout(timeout);
  try {
    return await fetch(new URL(path, document.baseURI), {
      method,
      headers: {
        accept: "application/json",
        ...(json !== undefined && { "content-type": "application/json" }),
        ...(bearer && { authorization: `Bearer ${bearer}` }),
        ...headers,
      },
      body: json !== undefined ? JSON.stringify(json) : null,
      cache: "no-store",
      keepalive,
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Problem(limit.aborted ? "timeout" : "unreachable");
  }
}
