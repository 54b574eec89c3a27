import { useSignal } from "@preact/signals";

import { t } from "../i18n/translate";
import { Field } from "../ui/Field";

interface LinesFieldProps {
  label: string;
  hint: string;
  lines: string[];
  error?: string | undefined;
  /** Which of the lines the error is about. */
  wrong?: number | undefined;
  placeholder?: string;
  rows?: number;
  onChange: (lines: string[]) => void;
}

/** Several short texts, one on each line. */
export function LinesField({ label, hint, lines, error, wrong, placeholder = "", rows = 4, onChange }: LinesFieldProps) {
  const text = useSignal(lines.join("\n"));
  // What is typed may end in an empty line; what was changed from elsewhere takes its place.
  const shown = linesOf(text.value).join("\n") === lines.join("\n") ? text.value : lines.join("\n");
  const range = wrong === undefined ? undefined : rangeOf(shown, wrong);
  return (
    <Field
      label={label}
      hint={hint}
      error={range ? t("settings.line", { place: (wrong ?? 0) + 1, sentence: error ?? "" }) : error}
    >
      {(control) => (
        <textarea
          {...control}
          data-start={range?.[0]}
          data-end={range?.[1]}
          style={{ "--rows": rows }}
          placeholder={placeholder}
          value={shown}
          onInput={(event) => {
            text.value = event.currentTarget.value;
            onChange(linesOf(text.value));
          }}
        />
      )}
    </Field>
  );
}

/** Where a line of those that are not empty begins and ends. */
function rangeOf(text: string, index: number): [number, number] | undefined {
  const line = [...text.matchAll(/[^\n]*\S[^\n]*/g)][index];
  return line && [line.index, line.index + line[0].length];
}

function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
}
