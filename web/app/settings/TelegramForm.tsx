import { useSignal } from "@preact/signals";

import { t } from "../i18n/translate";
import { TextField } from "../ui/TextField";
import { useSubmit } from "../ui/useSubmit";

/** The chat's id. The bot writes there before the link is kept. */
export function TelegramForm({ onLink }: { onLink: (chatId: string) => Promise<void> }) {
  const chat = useSignal("");
  const { form, busy, run, errorOf, touch, alert } = useSubmit(["chat_id"]);
  return (
    <form
      ref={form}
      class="stack tight"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void run(() => onLink(chat.value.trim()));
      }}
    >
      <TextField
        label={t("telegram.chat_id")}
        name="chat_id"
        autocomplete="off"
        placeholder="-1001234567890"
        hint={t("telegram.chat_id_hint")}
        text={chat}
        error={errorOf("chat_id")}
        onTouch={touch}
      />
      <p class="alert" role="alert">
        {alert()}
      </p>
      <div>
        <button type="submit" class="primary" aria-busy={busy.value} disabled={chat.value.trim() === ""}>
          {t("telegram.link")}
        </button>
      </div>
    </form>
  );
}
