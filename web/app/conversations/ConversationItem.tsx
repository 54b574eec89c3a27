import type { Conversation } from "../api/contract";
import { plural, t } from "../i18n/translate";
import { TimeAgo } from "../ui/TimeAgo";
import { conversationHref } from "./address";
import { visitorName } from "./words";

export function ConversationItem({ conversation, current }: { conversation: Conversation; current: boolean }) {
  const { visitor_id, last_text, last_role, last_message_at, messages, missed, lead_id, state, test } = conversation;
  return (
    <li class={`lead-item ${current ? "current" : ""}`}>
      <div class="lead-item-head">
        <h2>
          <a data-lead={visitor_id} href={conversationHref(visitor_id)} aria-current={current ? "true" : undefined}>
            {visitorName(conversation)}
          </a>
        </h2>
        <TimeAgo moment={last_message_at} />
      </div>
      <p class="need">
        {last_role === "assistant" && <span class="who">{t("talk.assistant")}: </span>}
        {last_text}
      </p>
      <p class="lead-foot">
        <span>{plural("conversations.messages", messages)}</span>
        {lead_id && <span class="tag">{t("conversations.has_lead")}</span>}
        {test && <span class="tag">{t("test")}</span>}
        {(state === "in_progress" || state === "contact_deleted") && <span class="tag">{t(`talk_state.${state}`)}</span>}
        {missed && <span class="tag warn">{t(`missed.${missed}`)}</span>}
      </p>
    </li>
  );
}
