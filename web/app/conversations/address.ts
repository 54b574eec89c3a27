import { computed } from "@preact/signals";

import { type ConversationFilter, testOf } from "../api/conversations";
import { go, href, route } from "../state/route";

export const FILTERS: ConversationFilter[] = ["all", "with_lead", "missed"];

/** Which conversations are shown; it is all in the address. */
export const query = computed(() => {
  const filter = route.value.query.get("filter") as ConversationFilter;
  return {
    filter: FILTERS.includes(filter) ? filter : "all",
    test: testOf(route.value.query.get("test")),
    q: route.value.query.get("q") ?? "",
  };
});

export const openVisitor = computed(() => (route.value.path[0] === "conversations" ? (route.value.path[1] ?? null) : null));

const inAddress = () => ({
  filter: query.value.filter === "all" ? "" : query.value.filter,
  test: query.value.test,
  q: query.value.q,
});

export const conversationHref = (visitorId: string) => href(["conversations", visitorId], inAddress());
export const listHref = () => href(["conversations"], inAddress());
export const closeConversation = () => go(["conversations"], inAddress());

export function ask(change: Partial<typeof query.value>): void {
  const { filter, test, q } = { ...query.value, ...change };
  go(["conversations"], { filter: filter === "all" ? "" : filter, test, q }, { replace: true });
}
