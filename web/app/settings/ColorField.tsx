import { useSignal } from "@preact/signals";

import { t } from "../i18n/translate";
import { Field } from "../ui/Field";

const COLOR = /^#[0-9a-f]{6}$/i;

/** A colour, by the system's picker or as it stands in a style guide. */
export function ColorField({
  color,
  error,
  onChange,
}: {
  color: string;
  error?: string | undefined;
  onChange: (color: string) => void;
}) {
  const typed = useSignal<string | null>(null);
  const wrong = typed.value !== null && !COLOR.test(typed.value);
  function take(value: string) {
    typed.value = COLOR.test(value) ? null : value;
    if (COLOR.test(value)) onChange(value.toLowerCase());
  }
  return (
    <Field label={t("widget.color")} hint={t("widget.color_hint")} error={wrong ? t("widget.color_wrong") : error}>
      {(control) => (
        <span class="row">
          <input
            type="color"
            aria-label={t("widget.color_pick")}
            value={color}
            onInput={(event) => take(event.currentTarget.value)}
          />
          <input
            {...control}
            class="code"
            spellcheck={false}
            maxLength={7}
            value={typed.value ?? color}
            onInput={(event) => take(event.currentTarget.value)}
          />
        </span>
      )}
    </Field>
  );
}
