import type { Field, LeadDetails, Provenance } from "../api/contract";

/**
 * Which entry of a lead's history holds the words of a value as it is now, before others one whose words are in the conversation that is
 * shown: another visitor may have said the same. -1 where none does.
 */
export function sourceOf(
  { fields, conversation }: Pick<LeadDetails, "fields" | "conversation">,
  field: Field,
  value: string,
  question: string | null = null,
): number {
  const isOfField = (entry: Provenance) => entry.field === field && (entry.question ?? null) === question;
  const isExact = (entry: Provenance) => isOfField(entry) && entry.value === value;
  const isShown = (entry: Provenance) => conversation.some(({ id }) => id === entry.message_id);
  const wanted = [(entry: Provenance) => isExact(entry) && isShown(entry), isExact, isOfField];
  return wanted.map((is) => fields.findLastIndex(is)).find((index) => index >= 0) ?? -1;
}

export interface Segment {
  text: string;
  /** The entries whose words these are, as places in the lead's history. */
  sources: number[];
}

/** Cuts a message's text where the words of a value begin and end. Places outside of the text are left out: it may have been changed. */
export function segmentsOf(text: string, messageId: string, fields: Provenance[]): Segment[] {
  const ranges = fields.flatMap(({ message_id, start, end }, source) =>
    message_id === messageId &&
    typeof start === "number" &&
    typeof end === "number" &&
    start >= 0 &&
    start < end &&
    end <= text.length
      ? [{ start, end, source }]
      : [],
  );
  const cuts = [...new Set([0, text.length, ...ranges.flatMap(({ start, end }) => [start, end])])].sort((a, b) => a - b);
  return cuts.slice(1).map((end, index) => {
    const start = cuts[index] ?? 0;
    const sources = ranges.filter((range) => range.start <= start && end <= range.end).map(({ source }) => source);
    return { text: text.slice(start, end), sources };
  });
}

/** The ids of the two ends of a link between a value and its words. */
export const markId = (source: number) => `words-${source}`;
export const rowId = (source: number) => `value-${source}`;
export const messageElementId = (id: string) => `message-${id}`;

/** Brings an element into view and puts the focus on it. */
export function goTo(id: string): void {
  const target = document.getElementById(id);
  target?.scrollIntoView({ block: "center" });
  target?.focus({ preventScroll: true });
}
