import type { ComponentChildren } from "preact";

import { Field } from "./Field";
import { Line, type LineProps } from "./Line";
import { Secret } from "./Secret";

interface TextFieldProps extends Pick<LineProps, "name" | "type" | "autocomplete" | "placeholder" | "maxLength"> {
  label: string;
  /** A signal, or what reads and writes like one. */
  text: { value: string };
  hint?: ComponentChildren;
  error?: string | undefined;
  /** Called as the text changes. */
  onTouch?: (name: string) => void;
}

/** One line of text under a label. */
export function TextField({ label, text, hint, error, onTouch, ...rest }: TextFieldProps) {
  const Control = rest.type === "password" ? Secret : Line;
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <Control
          {...rest}
          {...control}
          value={text.value}
          onInput={(event) => {
            text.value = event.currentTarget.value;
            onTouch?.(rest.name);
          }}
        />
      )}
    </Field>
  );
}
