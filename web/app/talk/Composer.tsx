import { useSignal } from "@preact/signals";
import { useId, useRef } from "preact/hooks";

import { number } from "../i18n/format";
import { t } from "../i18n/translate";
import { Icon } from "../ui/Icon";

/** The server's limit for one message, in characters. */
const LIMIT = 4000;
const COUNTER_FROM = 3600;

/** Where a message is written. */
export function Composer({ onSend }: { onSend: (text: string) => void }) {
  const text = useSignal("");
  const form = useRef<HTMLFormElement>(null);
  const id = useId();
  const length = [...text.value.trim()].length;
  const over = length > LIMIT;
  return (
    <form
      ref={form}
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        if (length === 0 || over) return;
        onSend(text.value.trim());
        text.value = "";
      }}
    >
      <textarea
        rows={1}
        autocomplete="off"
        enterkeyhint="send"
        aria-label={t("talk.label")}
        aria-describedby={id}
        aria-invalid={over}
        placeholder={t("talk.placeholder")}
        value={text.value}
        onInput={(event) => {
          text.value = event.currentTarget.value;
        }}
        onKeyDown={(event) => {
          // While an input method composes a word, Enter accepts the word.
          if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          form.current?.requestSubmit();
        }}
      />
      <button type="submit" class="round primary" aria-label={t("talk.send")} title={t("talk.send")}>
        <Icon name="send" />
      </button>
      <p class={`counter ${over ? "error" : ""}`} id={id}>
        {length >= COUNTER_FROM && t(over ? "talk.too_long" : "talk.counter", { count: number(length), limit: number(LIMIT) })}
      </p>
    </form>
  );
}
