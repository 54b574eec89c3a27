import type { Conversation, ConversationDetails, Page } from "./contract";
import { request } from "./request";

/** Only tests, none of them, or all. */
export type TestFilter = "" | "true" | "false";
export const TEST_FILTERS: TestFilter[] = ["", "false", "true"];
export const testOf = (value: string | null): TestFilter => TEST_FILTERS.find((filter) => filter === value) ?? "";

export type ConversationFilter = "all" | "with_lead" | "missed";

const conversation = (visitorId: string) => `api/conversations/${encodeURIComponent(visitorId)}`;

/** A page of conversations, the latest first. */
export function conversations(
  query: { filter: ConversationFilter; test: TestFilter; q: string; cursor?: string },
  signal?: AbortSignal,
) {
  const filled = Object.entries({ ...query, limit: "50" }).filter(([, value]) => value !== "");
  return request<Page<Conversation>>("GET", `api/conversations?${new URLSearchParams(filled)}`, { signal });
}

export const findConversation = (visitorId: string, signal?: AbortSignal) =>
  request<ConversationDetails>("GET", conversation(visitorId), { signal });

/** Deletes the company's own tests. */
export async function deleteTests(): Promise<void> {
  const { more } = await request<{ deleted: number; more: boolean }>("DELETE", "api/conversations?test=true");
  if (more) await deleteTests();
}

/** Erases all that is known of a visitor. */
export const eraseVisitor = (visitorId: string, keepalive = false) =>
  request<null>("DELETE", conversation(visitorId), { keepalive });
