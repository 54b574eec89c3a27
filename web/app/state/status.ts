import { signal } from "@preact/signals";

import type { Lead, Status } from "../api/contract";
import { setStatus } from "../api/leads";
import { problemOf } from "../api/problem";
import { sentenceOf } from "../i18n/problem-text";
import { t } from "../i18n/translate";
import { titleOf } from "../lead/words";
import { replaceLead } from "./leads";
import { toast } from "./toasts";

/** What the owner has chosen and the server has not confirmed. */
const chosen = signal<Record<string, Status>>({});
/** A lead as the server has just confirmed it, for views that have their own copy. */
export const confirmed = signal<Lead | null>(null);

const queues = new Map<string, Promise<void>>();

/** How far the owner is with a lead: the latest choice, even where it is still on the way to the server. */
export function statusOf(lead: Lead): Status {
  return chosen.value[lead.id] ?? lead.status;
}

/** Changes a status at once, tells the server, and offers to take it back. */
export function changeStatus(lead: Lead, status: Status): void {
  const before = statusOf(lead);
  if (before === status) return;
  choose(lead, status);
  toast(t("status.changed", { name: titleOf(lead), status: t(`status.${status}`) }), {
    action: { label: t("undo"), run: () => choose(lead, before) },
  });
}

function choose(lead: Lead, status: Status): void {
  chosen.value = { ...chosen.value, [lead.id]: status };
  // Two changes of one lead must reach the server in their order.
  const turn = (queues.get(lead.id) ?? Promise.resolve()).then(() => save(lead, status));
  queues.set(lead.id, turn);
}

async function save(lead: Lead, status: Status): Promise<void> {
  if (chosen.value[lead.id] !== status) return;
  try {
    const saved = await setStatus(lead.id, status);
    replaceLead(saved);
    confirmed.value = saved;
    if (chosen.value[lead.id] === status) forget(lead.id);
  } catch (error) {
    forget(lead.id);
    const problem = problemOf(error);
    if (!problem) return;
    toast(t("status.failed", { reason: sentenceOf(problem) }), {
      kind: "failed",
      action: { label: t("try_again"), run: () => choose(lead, status) },
    });
  }
}

function forget(id: string): void {
  const { [id]: _, ...others } = chosen.value;
  chosen.value = others;
}
