import type { Signal } from "@preact/signals";

import type { Message, Provenance } from "../api/contract";
import { t } from "../i18n/translate";
import { MessageBubble } from "./MessageBubble";

interface TranscriptProps {
  messages: Message[];
  fields: Provenance[];
  pointed: Signal<number | null>;
}

/** The whole conversation, with the words marked that values were taken from. */
export function Transcript({ messages, fields, pointed }: TranscriptProps) {
  return (
    <section class="transcript" aria-label={t("lead.conversation")}>
      <h3>{t("lead.conversation")}</h3>
      {messages.length === 0 && <p class="hint">{t("lead.no_messages")}</p>}
      <ol>
        {messages.map((message) => (
          <MessageBubble key={message.id} message={message} fields={fields} pointed={pointed} />
        ))}
      </ol>
    </section>
  );
}
