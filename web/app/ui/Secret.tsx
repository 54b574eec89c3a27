import { useSignal } from "@preact/signals";

import { t } from "../i18n/translate";
import { Icon } from "./Icon";
import type { LineProps } from "./Line";

/** A password that can be looked at. */
export function Secret({ type: _, ...props }: LineProps) {
  const shown = useSignal(false);
  // Preact's types want to know which of its kinds an input is; this one changes.
  const type = (shown.value ? "text" : "password") as "text";
  const label = t(shown.value ? "password.hide" : "password.show");
  return (
    <span class="secret">
      <input {...props} type={type} autocapitalize="none" spellcheck={false} />
      <button
        type="button"
        class="round"
        aria-label={label}
        title={label}
        onClick={() => {
          shown.value = !shown.value;
        }}
      >
        <Icon name={shown.value ? "eye_off" : "eye"} />
      </button>
    </span>
  );
}
