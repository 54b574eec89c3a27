import type { ComponentChildren } from "preact";

import type { AssistantSettings } from "../api/contract";
import { number } from "../i18n/format";
import { t } from "../i18n/translate";
import { change, draft, errorOf } from "../state/assistant";
import { Field } from "../ui/Field";

type TextKey = { [K in keyof AssistantSettings]: AssistantSettings[K] extends string ? K : never }[keyof AssistantSettings];

interface DraftTextProps {
  name: TextKey;
  label: string;
  hint?: ComponentChildren;
  placeholder?: string;
  /** Characters. */
  limit: number;
  /** Lines; one is an input that has no more. */
  rows?: number;
}

/** A text of the settings. How much room is left is told when little is left. */
export function DraftText({ name, label, hint, placeholder = "", limit, rows = 1 }: DraftTextProps) {
  const value = draft.value?.[name] ?? "";
  const length = [...value].length;
  const near = length > limit * 0.8;
  const common = {
    value,
    placeholder,
    onInput: (event: { currentTarget: { value: string } }) => change({ [name]: event.currentTarget.value }),
  };
  return (
    <Field
      label={label}
      hint={hint}
      error={length > limit ? t("code.too_long") : errorOf(name)}
      aside={near && <span class="hint">{t("settings.count", { count: number(length), limit: number(limit) })}</span>}
    >
      {(control) =>
        rows > 1 ? <textarea {...control} {...common} style={{ "--rows": rows }} /> : <input {...control} {...common} />
      }
    </Field>
  );
}
