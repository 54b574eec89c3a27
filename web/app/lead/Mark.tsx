import type { Signal } from "@preact/signals";

import type { Provenance } from "../api/contract";
import { t } from "../i18n/translate";
import { goTo, markId, rowId, type Segment } from "./sources";

interface MarkProps {
  segment: Segment;
  segments: Segment[];
  index: number;
  fields: Provenance[];
  pointed: Signal<number | null>;
}

/** Words of a message. Those that a value was taken from are marked, and lead to the value. */
export function Mark({ segment: { text, sources }, segments, index, fields, pointed }: MarkProps) {
  const source = sources.at(-1);
  const entry = source === undefined ? undefined : fields[source];
  if (source === undefined || !entry) return <>{text}</>;
  const names = sources.map((at) => fields[at]?.question ?? t(`field.${fields[at]?.field ?? "answer"}`)).join(", ");
  const beginning = sources.find((at) => !segments[index - 1]?.sources.includes(at));
  const point = (at: number | null) => () => {
    pointed.value = at;
  };
  return (
    <mark class={sources.includes(pointed.value ?? -1) ? "pointed" : ""}>
      {/* A link and not a button: its words wrap with the words around them. */}
      <a
        id={beginning === undefined ? undefined : markId(beginning)}
        href={location.hash}
        title={`${names}: ${entry.value}`}
        aria-label={t("lead.words_of", { words: text, field: names })}
        onClick={(event) => {
          event.preventDefault();
          goTo(rowId(source));
        }}
        onPointerEnter={point(source)}
        onPointerLeave={point(null)}
        onFocus={point(source)}
        onBlur={point(null)}
      >
        {text}
      </a>
    </mark>
  );
}
