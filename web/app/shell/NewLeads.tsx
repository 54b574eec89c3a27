import { useEffect } from "preact/hooks";

import { plural, t } from "../i18n/translate";
import { titleOf } from "../lead/words";
import { arrived } from "../state/leads";
import { go } from "../state/route";
import { toast } from "../state/toasts";

/** Says that leads have come in, wherever the owner is. */
export function NewLeads() {
  const leads = arrived.value;
  useEffect(() => {
    const [first] = leads;
    if (!first) return;
    const text = leads.length === 1 ? t("leads.arrived", { name: titleOf(first) }) : plural("leads.arrived_many", leads.length);
    toast(text, { action: { label: t("open"), run: () => go(["leads", first.id]) } });
  }, [leads]);
  return null;
}
