import type { Lead } from "../api/contract";
import { plural, t } from "../i18n/translate";
import { AnnouncementLine } from "../lead/AnnouncementLine";
import { Score } from "../lead/Score";
import { StatusPicker } from "../lead/StatusPicker";
import { contactsOf, linkOf, titleOf, written } from "../lead/words";
import { arrived } from "../state/leads";
import { TimeAgo } from "../ui/TimeAgo";
import { leadHref } from "./address";
import { statusByDigit } from "./list-keys";

/** A lead in the list. The link's target is the whole item; what else can be clicked lies above it. */
export function LeadItem({ lead, current }: { lead: Lead; current: boolean }) {
  const fresh = arrived.value.some(({ id }) => id === lead.id);
  return (
    <li class={`lead-item ${fresh ? "fresh" : ""} ${current ? "current" : ""}`}>
      <div class="lead-item-head">
        <h2>
          <a
            data-lead={lead.id}
            href={leadHref(lead.id)}
            aria-current={current ? "true" : undefined}
            onKeyDown={(event) => statusByDigit(event, lead)}
          >
            {titleOf(lead)}
          </a>
        </h2>
        <StatusPicker lead={lead} />
      </div>
      {lead.summary && <p class="need">{lead.summary}</p>}
      <Contacts lead={lead} />
      <p class="lead-foot">
        {lead.test && <span class="tag">{t("test")}</span>}
        <TimeAgo moment={lead.created_at} />
        <Score score={lead.score} />
        {Boolean(lead.note_count) && <span>{plural("lead.notes_count", lead.note_count ?? 0)}</span>}
        <AnnouncementLine announcement={lead.announcement} />
      </p>
    </li>
  );
}

function Contacts({ lead }: { lead: Lead }) {
  const title = titleOf(lead);
  const known = contactsOf(lead).filter((contact) => written(...contact) !== title);
  if (known.length === 0) return null;
  return (
    <p class="contacts">
      {known.map(([field, value]) => (
        <a key={field} href={linkOf(field, value) ?? ""} {...(field === "telegram" && { target: "_blank", rel: "noreferrer" })}>
          {written(field, value)}
        </a>
      ))}
    </p>
  );
}
