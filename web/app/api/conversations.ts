import type { Conversation, ConversationDetails, Page } from "./contract";
import { request } from "./request";

export type ConversationFilter = "all" | "with_lead" | "missed";

const conversation = (visitorId: string) => `api/conversations/${encodeURIComponent(visitorId)}`;

/** A page of conversations, the latest first. */
export function conversations(query: { filter: ConversationFilter; q: string; cursor?: string }, signal?: AbortSignal) {
  const filled = Object.entries({ ...query, limit: "50" }).filter(([, value]) => value !== "");
  return request<Page<Conversation>>("GET", `api/conversations?${new URLSearchParams(filled)}`, { signal });
}

export const findConversation = (visitorId: string, signal?: AbortSignal) =>
  request<ConversationDetails>("GET", conversation(visitorId), { signal });

/** Erases all that is known of a visitor. */
export const eraseVisitor = (visitorId: string, keepalive = false) =>
  request<null>("DELETE", conversation(visitorId), { keepalive });
