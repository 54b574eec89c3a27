import { Problem, problemOf } from "../wire/problem";
import { newKey } from "./key";

/** How long to wait before each new attempt after a cut connection, in seconds. */
const PAUSES = [1, 3];
/** The server says "still working on it" for as long as a model may think. */
const MOST_WAITS = 20;

/**
 * Sends something under its key until there is an answer, or a reason why there is none.
 *
 * @param keyed gets a new key where the server took the old one for something else
 * @throws {Problem}
 */
export async function deliver<T>(keyed: { key: string }, attempt: () => Promise<T>, signal: AbortSignal): Promise<T> {
  let waits = 0;
  let cuts = 0;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      const problem = problemOf(error);
      if (signal.aborted) throw new Problem("aborted");
      const pause = PAUSES[cuts];
      if (problem.slug === "already-running" && waits < MOST_WAITS) {
        waits += 1;
        await wait(problem.retryAfter || 1, signal);
      } else if (problem.slug === "idempotency-key-reused" && waits < MOST_WAITS) {
        waits += 1;
        keyed.key = newKey();
      } else if (isPassing(problem) && navigator.onLine && pause !== undefined) {
        cuts += 1;
        await wait(pause, signal);
      } else throw problem;
    }
  }
}

/** Whether another attempt may well succeed by itself. */
export const isPassing = ({ slug, form }: Problem): boolean => slug === "unreachable" || (slug === "unavailable" && !form);

function wait(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      reject(new Problem("aborted"));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", end);
      resolve();
    }, seconds * 1000);
    signal.addEventListener("abort", end, { once: true });
  });
}
