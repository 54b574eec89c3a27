import { useSignal } from "@preact/signals";

import { t } from "../i18n/translate";
import { tab } from "../session/storage";
import { Field } from "../ui/Field";
import { useSubmit } from "../ui/useSubmit";

const LONGEST = 2000;

/** A new note. What is not sent yet outlives a reload. */
export function NoteForm({ leadId, onAdd }: { leadId: string; onAdd: (text: string) => Promise<void> }) {
  const key = `leadline.note.${leadId}`;
  const text = useSignal(tab.get(key) ?? "");
  const { form, busy, run, errorOf, touch, alert } = useSubmit(["text"]);

  function write(value: string) {
    text.value = value;
    tab.set(key, value || null);
    touch("text");
  }

  return (
    <form
      ref={form}
      class="stack tight"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const written = text.value.trim();
        if (written) void run(() => onAdd(written).then(() => write("")));
      }}
    >
      <Field label={t("notes.new")} error={errorOf("text")}>
        {(control) => (
          <textarea
            {...control}
            rows={2}
            maxLength={LONGEST}
            value={text.value}
            onInput={(event) => write(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.current?.requestSubmit();
            }}
          />
        )}
      </Field>
      <p class="alert" role="alert">
        {alert()}
      </p>
      <button type="submit" class="outlined" aria-busy={busy.value} disabled={text.value.trim() === ""}>
        {t("notes.add")}
      </button>
    </form>
  );
}
