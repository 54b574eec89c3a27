import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";

import { STATUSES, type Status } from "../api/contract";
import { t } from "../i18n/translate";
import { failure, hasMore, items, outdated, refresh } from "../state/leads";
import { statusOf } from "../state/status";
import { Failure } from "../ui/Failure";
import { Skeleton } from "../ui/Skeleton";
import { boardKeys } from "./board-keys";
import { Column } from "./Column";
import { NoLeads } from "./NoLeads";

/** The leads in columns by status; a card is moved by the pointer, the keyboard, or its own list of statuses. */
export function Board() {
  const board = useRef<HTMLUListElement>(null);
  const over = useSignal<Status | null>(null);
  const leads = items.value;
  if (!leads) return failure.value ? <Failure problem={failure.value} onRetry={refresh} /> : <Skeleton />;
  if (leads.length === 0 && !outdated.value) return <NoLeads />;
  return (
    <div class="board-pane">
      <p class="keys">{t("board.keys")}</p>
      <ul
        class={`board ${outdated.value ? "waiting" : ""}`}
        ref={board}
        onKeyDown={(event) => boardKeys(event, board.current, leads)}
      >
        {STATUSES.map((status) => (
          <Column key={status} status={status} leads={leads.filter((lead) => statusOf(lead) === status)} over={over} />
        ))}
      </ul>
      {hasMore.value && <p class="hint">{t("board.limit")}</p>}
    </div>
  );
}
