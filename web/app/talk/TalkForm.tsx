import { type Signal, signal } from "@preact/signals";
import { useId, useMemo } from "preact/hooks";

import type { ContactForm } from "../api/contract";
import { Field } from "../ui/Field";
import type { LineType } from "../ui/Line";
import { TextField } from "../ui/TextField";
import { useSubmit } from "../ui/useSubmit";

const TYPES: LineType[] = ["tel", "email"];
const AUTOCOMPLETE: Record<string, string> = { name: "name", phone: "tel", email: "email" };

/** The form that a visitor is offered where no model answers. It speaks the visitor's language, which is the server's to know. */
export function TalkForm({ form, onSend }: { form: ContactForm; onSend: (fields: Record<string, string>) => Promise<void> }) {
  const id = useId();
  const texts = useMemo(() => Object.fromEntries(form.fields.map(({ name }) => [name, signal("")])), [form]);
  const submit = useSubmit(form.fields.map(({ name }) => name));
  return (
    <form
      ref={submit.form}
      class="contact-form stack tight"
      noValidate
      aria-labelledby={id}
      onSubmit={(event) => {
        event.preventDefault();
        const filled = Object.entries(texts).map(([name, text]) => [name, text.value.trim()] as const);
        void submit.run(() => onSend(Object.fromEntries(filled.filter(([, value]) => value))));
      }}
    >
      <p id={id} class="contact-title">
        {form.title}
      </p>
      {form.fields.map(({ name, label, kind }) => {
        const text = texts[name] as Signal<string>;
        const common = { label, error: submit.errorOf(name) };
        return kind === "textarea" ? (
          <Field key={name} {...common}>
            {(control) => (
              <textarea
                {...control}
                style={{ "--rows": 1 }}
                value={text.value}
                onInput={(event) => {
                  text.value = event.currentTarget.value;
                  submit.touch(name);
                }}
              />
            )}
          </Field>
        ) : (
          <TextField
            key={name}
            {...common}
            name={name}
            type={TYPES.find((type) => type === kind) ?? "text"}
            autocomplete={AUTOCOMPLETE[name] ?? "off"}
            text={text}
            onTouch={submit.touch}
          />
        );
      })}
      <p class="alert" role="alert">
        {submit.alert()}
      </p>
      <button type="submit" class="primary wide" aria-busy={submit.busy.value}>
        {form.submit}
      </button>
    </form>
  );
}
