import { useEffect, useRef, useState } from "preact/hooks";
import type { FormEntry } from "../talk/entries";
import { complaintOf, reasonOf } from "../texts";
import { problemOf } from "../wire/problem";
import type { FormField } from "../wire/types";
import { useChat } from "./context";
import { Icon } from "./icon";

const KINDS = ["text", "tel", "email"] as const;
const AUTOCOMPLETE: Record<string, string> = { name: "name", phone: "tel", email: "email" };

/** The form for contact details. What is right is the server's to know: its complaints are shown where they belong. */
export function ContactForm({ entry }: { entry: FormEntry }) {
  const { conversation, config, texts, focusInput } = useChat();
  const form = useRef<HTMLFormElement>(null);
  const [busy, setBusy] = useState(false);
  const [complaints, setComplaints] = useState<Record<string, string>>({});
  const [failure, setFailure] = useState("");
  const { title, fields, submit } = entry.form;

  useEffect(() => {
    if (entry.focus) form.current?.querySelector<HTMLElement>("input, textarea")?.focus();
  }, [entry.id]);
  useEffect(() => {
    form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [complaints]);

  const send = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setFailure("");
    setComplaints({});
    try {
      await conversation.sendForm(entry);
      focusInput();
    } catch (error) {
      const problem = problemOf(error);
      const placed = problem.errors.filter(({ field }) => fields.some(({ name }) => name === field));
      setComplaints(Object.fromEntries(placed.map((wrong) => [wrong.field, complaintOf(wrong, texts)])));
      if (placed.length === 0) setFailure(reasonOf(problem, texts));
      setBusy(false);
    }
  };
  const write = (name: string, value: string) => {
    entry.draft[name] = value;
    if (complaints[name]) setComplaints(({ [name]: _, ...rest }) => rest);
  };

  const titleId = `title-${entry.id}`;
  const { privacy_url: privacy } = config.value.widget;
  return (
    <form class="contact-form" noValidate aria-labelledby={titleId} ref={form} onSubmit={send}>
      <div class="form-head">
        <h3 id={titleId}>{title}</h3>
        <button type="button" class="plain" aria-label={texts.formClose} onClick={() => [conversation.closeForm(), focusInput()]}>
          <Icon name="close" />
        </button>
      </div>
      {fields.map((field) => (
        <Field
          key={field.name}
          field={field}
          id={`${field.name}-${entry.id}`}
          value={entry.draft[field.name] ?? ""}
          complaint={complaints[field.name]}
          onWrite={(value) => write(field.name, value)}
        />
      ))}
      {failure && (
        <p class="failure" role="alert">
          {failure}
        </p>
      )}
      <button type="submit" class="primary" aria-busy={busy}>
        {submit}
      </button>
      {privacy && (
        <a class="soft" href={privacy} target="_blank" rel="noopener noreferrer">
          {texts.privacy}
        </a>
      )}
    </form>
  );
}

interface FieldProps {
  field: FormField;
  id: string;
  value: string;
  complaint: string | undefined;
  onWrite(value: string): void;
}

function Field({ field: { name, label, kind }, id, value, complaint, onWrite }: FieldProps) {
  const error = `${id}-error`;
  const common = {
    id,
    name,
    defaultValue: value,
    autocomplete: AUTOCOMPLETE[name] ?? "off",
    "aria-invalid": complaint !== undefined,
    "aria-describedby": complaint ? error : undefined,
    onInput: (event: { currentTarget: HTMLInputElement | HTMLTextAreaElement }) => onWrite(event.currentTarget.value),
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {kind === "textarea" ? (
        <textarea rows={1} {...common} />
      ) : (
        <input
          type={KINDS.find((known) => known === kind) ?? "text"}
          list={undefined}
          dir={kind === "text" ? "auto" : "ltr"}
          autocapitalize={kind === "email" ? "none" : undefined}
          spellcheck={kind === "text"}
          {...common}
        />
      )}
      {complaint && (
        <p class="complaint" id={error}>
          {complaint}
        </p>
      )}
    </div>
  );
}
