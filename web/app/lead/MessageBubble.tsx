import type { Signal } from "@preact/signals";

import type { Message, Provenance } from "../api/contract";
import { t } from "../i18n/translate";
import { Icon } from "../ui/Icon";
import { TimeAgo } from "../ui/TimeAgo";
import { Mark } from "./Mark";
import { messageElementId, segmentsOf } from "./sources";

interface MessageBubbleProps {
  message: Message;
  fields: Provenance[];
  pointed: Signal<number | null>;
}

/** One message. Values whose words cannot be pointed at stand below it. */
export function MessageBubble({ message, fields, pointed }: MessageBubbleProps) {
  const segments = segmentsOf(message.text, message.id, fields);
  const marked = new Set(segments.flatMap(({ sources }) => sources));
  const unmarked = fields.filter((field, source) => field.message_id === message.id && !marked.has(source));
  return (
    <li class={`bubble ${message.role}`} id={messageElementId(message.id)} tabIndex={-1}>
      <span class="unseen">{t(message.role === "visitor" ? "talk.visitor" : "talk.assistant")}: </span>
      <p class="words">
        {message.spoken && (
          <span class="spoken" role="img" aria-label={t("talk.spoken")} title={t("talk.spoken")}>
            <Icon name="microphone" />
          </span>
        )}
        {segments.map((segment, index) => (
          <Mark key={index} segment={segment} segments={segments} index={index} fields={fields} pointed={pointed} />
        ))}
      </p>
      {unmarked.map(({ field, question, value, captured_by }) => (
        <span key={`${field} ${question} ${value}`} class="tag" title={t(`captured.${captured_by}`)}>
          {question ?? t(`field.${field}`)}: {value}
        </span>
      ))}
      <TimeAgo moment={message.created_at} />
    </li>
  );
}
