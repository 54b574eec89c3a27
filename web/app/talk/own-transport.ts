import { ownerTransport } from "../../chat/wire/owner";
import { Problem } from "../../chat/wire/problem";
import type { Transport } from "../../chat/wire/transport";
import { signedInAgain, token } from "../session/session";

/** The owner as a visitor of their own. Like every request of the app, one with a refused token waits until they have signed in again. */
export function ownTransport(visitor: string): Transport {
  const { open, send, sendForm, transcribe } = ownerTransport({ base: "./", token: () => token.value ?? undefined, visitor });
  return {
    open,
    send: (...message) => signedIn(() => send(...message)),
    sendForm: (...form) => signedIn(() => sendForm(...form)),
    transcribe: (...recording) => signedIn(() => transcribe(...recording)),
  };
}

async function signedIn<T>(attempt: () => Promise<T>): Promise<T> {
  const bearer = token.value;
  try {
    return await attempt();
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.status !== 401 || !bearer) throw problem;
    await signedInAgain(bearer).catch(() => {
      throw problem;
    });
    return signedIn(attempt);
  }
}
