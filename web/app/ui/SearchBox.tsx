import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

import { t } from "../i18n/translate";
import { Icon } from "./Icon";

const TYPING_PAUSE = 250;

/** A text to search for, told to `onSearch` once the typing pauses. */
export function SearchBox({ value, label, onSearch }: { value: string; label: string; onSearch: (text: string) => void }) {
  const text = useSignal(value);
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    // Only from elsewhere, such as a cleared search: not while somebody types.
    if (document.activeElement !== input.current) text.value = value;
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <span class="search">
      <Icon name="search" />
      <input
        ref={input}
        type="search"
        maxLength={100}
        autocomplete="off"
        aria-label={label}
        placeholder={t("leads.search")}
        value={text.value}
        onInput={(event) => {
          text.value = event.currentTarget.value;
          clearTimeout(timer.current);
          timer.current = setTimeout(() => onSearch(text.value.trim()), TYPING_PAUSE);
        }}
      />
    </span>
  );
}
