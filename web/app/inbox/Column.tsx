import type { Signal } from "@preact/signals";

import type { Lead, Status } from "../api/contract";
import { number } from "../i18n/format";
import { t } from "../i18n/translate";
import { items } from "../state/leads";
import { changeStatus } from "../state/status";
import { BoardCard } from "./BoardCard";

interface ColumnProps {
  status: Status;
  leads: Lead[];
  /** Over which column a card is dragged. */
  over: Signal<Status | null>;
}

/** One status of the board. */
export function Column({ status, leads, over }: ColumnProps) {
  function drop(event: DragEvent) {
    event.preventDefault();
    over.value = null;
    const id = event.dataTransfer?.getData("text/plain");
    const lead = items.value?.find((lead) => lead.id === id);
    if (lead) changeStatus(lead, status);
  }
  return (
    <li
      class={`column ${over.value === status ? "over" : ""}`}
      onDragOver={(event) => {
        event.preventDefault();
        over.value = status;
      }}
      onDragLeave={(event) => {
        const inside = event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget);
        if (!inside && over.value === status) over.value = null;
      }}
      onDrop={drop}
    >
      <h2 class="status" data-status={status}>
        <span class="dot" />
        {t(`status.${status}`)}
        <span class="count">{number(leads.length)}</span>
      </h2>
      <ul data-column={status}>
        {leads.map((lead) => (
          <BoardCard key={lead.id} lead={lead} />
        ))}
      </ul>
    </li>
  );
}
