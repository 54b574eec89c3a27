import type { Lead } from "../api/contract";
import { Score } from "../lead/Score";
import { StatusPicker } from "../lead/StatusPicker";
import { titleOf } from "../lead/words";
import { TimeAgo } from "../ui/TimeAgo";
import { leadHref } from "./address";
import { statusByDigit } from "./list-keys";

/** A lead on the board. */
export function BoardCard({ lead }: { lead: Lead }) {
  return (
    <li
      class="board-card"
      draggable
      onDragStart={(event) => {
        event.dataTransfer?.setData("text/plain", lead.id);
        if (event.dataTransfer) event.dataTransfer.effectAllowed = "move";
      }}
    >
      <h3>
        {/* The card is dragged, not the address of its link. */}
        <a data-lead={lead.id} href={leadHref(lead.id)} draggable={false} onKeyDown={(event) => statusByDigit(event, lead)}>
          {titleOf(lead)}
        </a>
      </h3>
      {lead.summary && <p class="need">{lead.summary}</p>}
      <p class="lead-foot">
        <TimeAgo moment={lead.created_at} />
        <Score score={lead.score} />
      </p>
      <StatusPicker lead={lead} />
    </li>
  );
}
