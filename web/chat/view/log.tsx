import type { Entry } from "../talk/entries";
import { dayOf } from "../texts";
import { Arriving, Bubble } from "./bubble";
import { ContactForm } from "./contact-form";
import { useChat } from "./context";
import { Icon } from "./icon";
import { LeadChip } from "./lead-chip";
import { OpenFailure, QuickReplies } from "./opening";
import { useStickToEnd } from "./stick-to-end";

/** The conversation, from the greeting to what can be done next. */
export function Log() {
  const { conversation, config, texts } = useChat();
  const { scroller, content, behind, toEnd } = useStickToEnd(conversation);
  const entries = conversation.entries.list.value;
  const form = conversation.entries.form();
  const { greeting } = config.value;
  return (
    <div class="log">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable from the keyboard (WCAG 2.1.1). */}
      <section class="scroller" ref={scroller} aria-label={texts.log} tabIndex={0}>
        <div class="content" ref={content}>
          <div role="log" aria-live="polite" aria-relevant="additions">
            {greeting && (
              <div class="said assistant">
                <span class="unseen">{texts.assistantSaid}</span>
                <div class="bubble" dir="auto">
                  {greeting}
                </div>
              </div>
            )}
            {entries.map((entry, at) => (
              <Row key={entry.id} entry={entry} above={entries[at - 1]} day={newDay(entry, entries.slice(0, at))} />
            ))}
          </div>
          <Arriving />
          {form && <ContactForm key={form.id} entry={form} />}
          <OpenFailure />
          <QuickReplies />
        </div>
      </section>
      {behind && (
        <button type="button" class="to-end" onClick={toEnd}>
          <Icon name="down" /> {texts.newMessages}
        </button>
      )}
    </div>
  );
}

/** The day on which a message was said, where that is another than that of the one before; today's first messages need none. */
function newDay(entry: Entry, earlier: readonly Entry[]): string | undefined {
  if (entry.kind !== "message") return undefined;
  const day = new Date(entry.at).toDateString();
  const before = earlier.findLast((other) => other.kind === "message");
  return day === new Date(before?.at ?? Date.now()).toDateString() ? undefined : entry.at;
}

interface RowProps {
  entry: Entry;
  above: Entry | undefined;
  day: string | undefined;
}

function Row({ entry, above, day }: RowProps) {
  const { texts, language } = useChat();
  switch (entry.kind) {
    case "message":
      return (
        <>
          {day && <p class="note">{dayOf(day, texts, language)}</p>}
          <Bubble entry={entry} follows={!day && above?.kind === "message" && above.role === entry.role} />
        </>
      );
    case "lead":
      return <LeadChip />;
    case "note":
      return <p class="note">{texts[entry.text]}</p>;
    case "form":
      return null;
  }
}
