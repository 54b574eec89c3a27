import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";

import { sentenceOf } from "../i18n/problem-text";
import { plural, t } from "../i18n/translate";
import { failure, hasMore, items, more, outdated, refresh } from "../state/leads";
import { Failure } from "../ui/Failure";
import { Skeleton } from "../ui/Skeleton";
import { openId } from "./address";
import { LeadItem } from "./LeadItem";
import { moveBetweenLeads } from "./list-keys";
import { NoLeads } from "./NoLeads";

/** The leads, newest first. */
export function LeadList() {
  const list = useRef<HTMLUListElement>(null);
  const leads = items.value;
  if (!leads)
    return <div class="list-pane">{failure.value ? <Failure problem={failure.value} onRetry={refresh} /> : <Skeleton />}</div>;
  return (
    <section class="list-pane" aria-label={t("leads.list")}>
      <p class="unseen" role="status">
        {outdated.value ? "" : plural(hasMore.value ? "leads.at_least" : "leads.count", leads.length)}
      </p>
      {failure.value && (
        <p class="notice warn" role="status">
          {t("leads.stale", { reason: sentenceOf(failure.value) })}
        </p>
      )}
      {leads.length === 0 && !outdated.value && <NoLeads />}
      {leads.length > 0 && !openId.value && <p class="keys">{t("leads.keys")}</p>}
      <ul
        class={`lead-list ${outdated.value ? "waiting" : ""}`}
        ref={list}
        onKeyDown={(event) => moveBetweenLeads(event, list.current)}
      >
        {leads.map((lead) => (
          <LeadItem key={lead.id} lead={lead} current={lead.id === openId.value} />
        ))}
      </ul>
      {hasMore.value && <More />}
    </section>
  );
}

function More() {
  const busy = useSignal(false);
  return (
    <button
      type="button"
      class="quiet more"
      aria-busy={busy.value}
      onClick={async () => {
        busy.value = true;
        await more().catch(() => refresh());
        busy.value = false;
      }}
    >
      {t("leads.more")}
    </button>
  );
}
