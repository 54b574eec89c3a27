import { pageContext } from "./page-context";
import { Problem } from "./problem";
import { jsonOf, type Request, request } from "./request";
import { readAnswer } from "./stream";
import { tokenStore } from "./token";
import type { Opened, Transport } from "./transport";
import type { ChatResponse } from "./types";

interface Session extends Opened {
  token: string;
}

export interface VisitorOptions {
  /** Where the loader came from, with a slash at the end. */
  base: string;
  site: string;
  /** The query with which the page was entered. */
  landing: string;
}

/** A visitor of a company's site. The token is stored once they have said something, and not before. */
export function visitorTransport({ base, site, landing }: VisitorOptions): Transport {
  const store = tokenStore(site);
  let known = store.read();
  let stored = known !== undefined;
  let session: Promise<Session> | undefined;

  /** Turns that fail with the same dead token share one new session. */
  function current(): Promise<Session> {
    session ??= begin().catch((error: unknown) => {
      session = undefined;
      throw error;
    });
    return session;
  }

  async function begin(): Promise<Session> {
    const ask = (token?: string) =>
      request(`${base}api/widget/session`, { method: "POST", json: { site_key: site, ...(token && { token }) } });
    const response = await ask(known).catch((error: unknown) => {
      if (!known || !(error instanceof Problem && [401, 422].includes(error.status))) throw error;
      // The server does not take the earlier token any more: this is a new visitor, who has not said anything.
      store.clear();
      stored = false;
      return ask();
    });
    const opened = await jsonOf<Session>(response);
    known = opened.token;
    if (stored) store.write(known);
    return opened;
  }

  /** They speak now: a page that is left before the answer comes knows them again. */
  async function keep() {
    await current();
    stored = true;
    if (known) store.write(known);
  }

  async function authorized(path: string, options: Request): Promise<Response> {
    const mine = current();
    const { token } = await mine;
    try {
      return await request(base + path, { ...options, token });
    } catch (error) {
      if (!(error instanceof Problem && error.status === 401)) throw error;
      if (session === mine) session = undefined;
      return request(base + path, { ...options, token: (await current()).token });
    }
  }

  return {
    open: current,
    async send({ key, text, spoken }, progress, signal) {
      const json = { message: text, ...(spoken && { spoken }), page: pageContext(landing) };
      await keep();
      const response = await authorized("api/widget/chat", {
        method: "POST",
        json,
        key,
        accept: "text/event-stream, application/json",
        signal,
      });
      return readAnswer(response, progress);
    },
    async sendForm(fields, key, signal) {
      const json = { ...fields, page: pageContext(landing) };
      await keep();
      const response = await authorized("api/widget/chat/form", { method: "POST", json, key, signal });
      return jsonOf<ChatResponse>(response);
    },
    async transcribe(recording, signal) {
      const form = new FormData();
      form.append("audio", recording, recording.name);
      const response = await authorized("api/widget/transcript", { method: "POST", form, signal });
      return (await jsonOf<{ transcript: string }>(response)).transcript;
    },
    async forgetLead() {
      await authorized("api/widget/lead", { method: "DELETE" });
    },
    reopen() {
      session = undefined;
      return current();
    },
    async forgetVisitor() {
      // Who never said anything is not known to the server.
      if (stored) await authorized("api/widget/visitor", { method: "DELETE" });
      store.clear();
      known = undefined;
      stored = false;
      session = undefined;
    },
  };
}
