import { useSignal } from "@preact/signals";

import { Field } from "../ui/Field";

interface LinesFieldProps {
  label: string;
  hint: string;
  lines: string[];
  error?: string | undefined;
  placeholder?: string;
  rows?: number;
  onChange: (lines: string[]) => void;
}

/** Several short texts, one on each line. */
export function LinesField({ label, hint, lines, error, placeholder = "", rows = 4, onChange }: LinesFieldProps) {
  const text = useSignal(lines.join("\n"));
  // What is typed may end in an empty line; what was changed from elsewhere takes its place.
  const shown = linesOf(text.value).join("\n") === lines.join("\n") ? text.value : lines.join("\n");
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <textarea
          {...control}
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

function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
}
