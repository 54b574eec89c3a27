import { jsonOf, request } from "./request";
import { readAnswer } from "./stream";
import type { Transport } from "./transport";
import type { ChatResponse } from "./types";

export interface OwnerOptions {
  /** Where the API is, with a slash at the end. */
  base: string;
  /** The access token at this moment. */
  token(): string | undefined;
  /** Under which name the owner plays a visitor. */
  visitor: string;
}

/** A test: the company tries its own assistant. No session, nothing stored in the browser. */
export function ownerTransport({ base, token, visitor }: OwnerOptions): Transport {
  return {
    open: async () => ({ messages: [], lead: null }),
    async send({ key, text, spoken }, progress, signal) {
      const json = { visitor_id: visitor, test: true, message: text, ...(spoken && { spoken }) };
      const accept = "text/event-stream, application/json";
      return readAnswer(
        await request(`${base}api/chat`, { method: "POST", token: token(), json, key, accept, signal }),
        progress,
      );
    },
    async sendForm(fields, key, signal) {
      const json = { visitor_id: visitor, test: true, ...fields };
      return jsonOf<ChatResponse>(await request(`${base}api/chat/form`, { method: "POST", token: token(), json, key, signal }));
    },
    async transcribe(recording, signal) {
      const form = new FormData();
      form.append("audio", recording, recording.name);
      const response = await request(`${base}api/chat/transcript`, { method: "POST", token: token(), form, signal });
      return (await jsonOf<{ transcript: string }>(response)).transcript;
    },
  };
}
