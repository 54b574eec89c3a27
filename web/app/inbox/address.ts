import { computed } from "@preact/signals";

import { STATUSES, type Status } from "../api/contract";
import { testOf } from "../api/conversations";
import type { LeadQuery } from "../api/leads";
import { go, href, route } from "../state/route";

export type View = "list" | "board";

/** What the inbox shows is all in its address, so a reload or a link shows the same. */
export const view = computed<View>(() => (route.value.query.get("view") === "board" ? "board" : "list"));

/** The lead that is open. */
export const openId = computed(() => (route.value.path[0] === "leads" ? (route.value.path[1] ?? null) : null));

export const query = computed<LeadQuery>(() => {
  const { query } = route.value;
  const status = query.get("status") as Status;
  return {
    status: STATUSES.includes(status) ? status : "",
    q: query.get("q") ?? "",
    test: testOf(query.get("test")),
    from: query.get("from") ?? "",
    to: query.get("to") ?? "",
  };
});

const inAddress = () => ({ view: view.value === "board" ? "board" : "", ...query.value });

export const leadHref = (id: string) => href(["leads", id], inAddress());
export const closeHref = () => href(["leads"], inAddress());
export const closeLead = () => go(["leads"], inAddress());

/** Asks for other leads, or for another view of them. Filters do not fill the history. */
export function ask(change: Partial<LeadQuery> & { view?: View }): void {
  const { view: other = view.value, ...filters } = change;
  const path = openId.value ? ["leads", openId.value] : ["leads"];
  go(path, { ...query.value, ...filters, view: other === "board" ? "board" : "" }, { replace: true });
}
