import { pause } from "./pause.js";
import { Problem } from "./problem.js";
import { uuid } from "./uuid.js";

const MOST_RESENDS = 15;

/**
 * Sends something under its key until the server has an answer: while it is still working on the same request, it is asked
 * again after the time it names.
 *
 * @param {{key: string}} keyed gets a new key where the old one belonged to something else
 * @param {() => Promise<any>} send
 * @param {AbortSignal} signal ends the waiting
 */
export async function deliver(keyed, send, signal) {
  for (let resends = 0; ; resends += 1) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof Problem) || resends === MOST_RESENDS) throw error;
      if (error.slug === "already-running") await pause(error.retryAfter || 1, signal);
      else if (error.slug === "idempotency-key-reused") keyed.key = uuid();
      else throw error;
    }
  }
}
