import { readEvents } from "./events";
import { Problem, type ProblemBody } from "./problem";
import { jsonOf } from "./request";
import type { ChatLead, ChatResponse, ContactForm } from "./types";

/** The server sends a heartbeat every 10 seconds: after this long without one the connection is dead. Milliseconds. */
const SILENCE = 32_000;

/** What comes before the whole answer. */
export interface Progress {
  delta?(text: string): void;
  lead?(lead: ChatLead): void;
  form?(form: ContactForm): void;
}

/**
 * The answer to a message, from a stream or, of a server that does not stream, from one piece of JSON.
 *
 * @throws {Problem} "unreachable" where the stream ends before the answer does
 */
export async function readAnswer(response: Response, progress: Progress): Promise<ChatResponse> {
  const streams = response.headers.get("content-type")?.startsWith("text/event-stream");
  if (!streams || !response.body) return jsonOf<ChatResponse>(response);
  const { body } = response;
  const { guarded, alive, stop } = watched(body);
  try {
    for await (const { event, data } of readEvents(guarded, alive)) {
      const content: unknown = JSON.parse(data);
      if (event === "delta") progress.delta?.((content as { text: string }).text);
      else if (event === "lead") progress.lead?.(content as ChatLead);
      else if (event === "form") progress.form?.(content as ContactForm);
      else if (event === "done") return content as ChatResponse;
      else if (event === "error") throw Problem.ofBody(content as ProblemBody);
    }
  } catch (error) {
    throw error instanceof Problem ? error : new Problem("unreachable");
  } finally {
    stop();
  }
  throw new Problem("unreachable");
}

/** A body that fails when nothing arrives for too long. */
function watched(body: ReadableStream<Uint8Array>) {
  const controller = new AbortController();
  const guarded = body.pipeThrough(new TransformStream<Uint8Array, Uint8Array>(), { signal: controller.signal });
  let timer = setTimeout(() => controller.abort(), SILENCE);
  const stop = () => clearTimeout(timer);
  const alive = () => {
    stop();
    timer = setTimeout(() => controller.abort(), SILENCE);
  };
  return { guarded, alive, stop };
}
