import type { ChatResponse } from "./contract";
import { request, send } from "./request";

// A model takes its time.
const CHAT_TIMEOUT = 120_000;

/** Sends a visitor's message. The answer is a stream of events, or JSON where the deployment does not stream. */
export const talk = (visitorId: string, message: string, key: string, signal: AbortSignal) =>
  send("POST", "api/chat", {
    json: { visitor_id: visitorId, message },
    headers: { accept: "text/event-stream, application/json;q=0.9", "idempotency-key": key },
    timeout: CHAT_TIMEOUT,
    signal,
  });

/** Sends the contact form of a visitor. */
export const sendContact = (visitorId: string, fields: Record<string, string>, key: string) =>
  request<ChatResponse>("POST", "api/chat/form", {
    json: { visitor_id: visitorId, ...fields },
    headers: { "idempotency-key": key },
  });
