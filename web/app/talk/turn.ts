import { talk } from "../api/chat";
import type { ChatResponse } from "../api/contract";
import { Problem } from "../api/problem";
import { read } from "../api/request";
import { eventsOf } from "./events";
import { uuid } from "./uuid";

/** The server sends a heartbeat every ten seconds. */
const SILENCE = 30_000;
const MOST_RESENDS = 6;

export interface Turn {
  visitorId: string;
  text: string;
  /** Stays the same when the turn is sent again, so that it is stored once. */
  key: string;
}

/**
 * Takes one turn of a talk. A connection that breaks, and a server that is still at work on the same turn, are asked again under the same
 * key.
 *
 * @param onText gets the answer as far as it has come
 * @throws {Problem} what the server refuses, or that it cannot be reached
 */
export async function takeTurn(turn: Turn, onText: (text: string) => void, signal: AbortSignal): Promise<ChatResponse> {
  for (let resends = 0; ; resends += 1) {
    try {
      return await attempt(turn, onText, signal);
    } catch (error) {
      if (!(error instanceof Problem) || resends === MOST_RESENDS) throw error;
      onText("");
      if (error.slug === "idempotency-key-reused") turn.key = uuid();
      else if (error.slug === "already-running") await pause(error.retryAfter || 1, signal);
      else if (error.slug === "broken-off" && resends < 2) await pause(resends + 1, signal);
      else throw error;
    }
  }
}

async function attempt(turn: Turn, onText: (text: string) => void, signal: AbortSignal): Promise<ChatResponse> {
  const silent = new AbortController();
  let alarm = setTimeout(() => silent.abort(), SILENCE * 2);
  try {
    const response = await talk(turn.visitorId, turn.text, turn.key, AbortSignal.any([signal, silent.signal]));
    if (!response.body || !response.headers.get("content-type")?.startsWith("text/event-stream")) {
      return await read<ChatResponse>(() => response.json());
    }
    let text = "";
    for await (const { name, data } of eventsOf(response.body)) {
      clearTimeout(alarm);
      alarm = setTimeout(() => silent.abort(), SILENCE);
      if (name === "done") return JSON.parse(data);
      if (name === "error") throw Problem.from(JSON.parse(data));
      if (name !== "delta") continue;
      text += JSON.parse(data).text;
      onText(text);
    }
  } catch (error) {
    if (error instanceof Problem || signal.aborted) throw error;
  } finally {
    clearTimeout(alarm);
  }
  throw new Problem("broken-off");
}

function pause(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, seconds * 1000);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
