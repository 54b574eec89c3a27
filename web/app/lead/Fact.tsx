import type { Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";

import type { LeadDetails } from "../api/contract";
import { t } from "../i18n/translate";
import { Icon } from "../ui/Icon";
import { goTo, markId, messageElementId, rowId } from "./sources";

interface FactProps {
  label: string;
  /** The label is a question of the owner's, and long. */
  asked?: boolean;
  lead: LeadDetails;
  /** The place in the lead's history; -1 where there is none. */
  source: number;
  pointed: Signal<number | null>;
  children: ComponentChildren;
}

/** A value, and the button that leads to the visitor's own words for it. */
export function Fact({ label, asked = false, lead, source, pointed, children }: FactProps) {
  const entry = lead.fields[source];
  const said = entry && lead.conversation.some(({ id }) => id === entry.message_id);
  const point = (at: number | null) => () => {
    pointed.value = at;
  };

  function show() {
    pointed.value = source;
    const hasWords = document.getElementById(markId(source)) !== null;
    goTo(hasWords ? markId(source) : messageElementId(entry?.message_id ?? ""));
  }

  return (
    <div
      class={`${asked ? "asked" : ""} ${pointed.value === source && said ? "pointed" : ""}`}
      onPointerEnter={point(source)}
      onPointerLeave={point(null)}
    >
      <dt>{label}</dt>
      <dd>
        {children}
        {said && (
          <button
            type="button"
            class="round small source"
            id={rowId(source)}
            aria-label={t("lead.source_of", { field: label })}
            title={`${t("lead.source")}: ${t(`captured.${entry.captured_by}`)}`}
            onClick={show}
            onFocus={point(source)}
            onBlur={point(null)}
          >
            <Icon name="quote" />
          </button>
        )}
      </dd>
    </div>
  );
}
