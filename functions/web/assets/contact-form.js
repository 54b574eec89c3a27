import { element } from "./dom.js";
import { onSubmit } from "./form.js";

const KINDS = new Set(["text", "tel", "email"]);
const AUTOCOMPLETE = { name: "name", phone: "tel", email: "email" };

let made = 0;

/**
 * The form that a visitor is offered where no model answers. It speaks the visitor's language, which is the server's to know.
 *
 * @param {{title: string, fields: {name: string, label: string, kind: string}[], submit: string}} description
 * @param {(values: Record<string, string>) => Promise<void>} send gets what was filled in
 * @param {Record<string, string>} draft what stands in the fields at first
 * @returns {{root: HTMLFormElement, draft: () => Record<string, string>, isSending: () => boolean}}
 */
export function contactForm({ title, fields, submit }, send, draft = {}) {
  made += 1;
  const id = `contact-${made}`;
  const inputs = fields.map((field) => [field.name, inputOf(field, `${id}-${field.name}`, draft[field.name])]);
  const button = element("button", { class: "primary wide", text: submit });
  const root = element(
    "form",
    { class: "contact-form", novalidate: true, "aria-labelledby": id },
    element("p", { class: "contact-title", id, text: title }),
    ...fields.map(({ label }, index) => labelled(label, inputs[index][1])),
    element("p", { class: "alert", role: "alert", "data-alert": true }),
    button,
  );
  const filled = () => Object.fromEntries(inputs.map(([name, { value }]) => [name, value.trim()]).filter(([, value]) => value));
  onSubmit(root, () => send(filled()));
  return { root, draft: filled, isSending: () => button.getAttribute("aria-busy") === "true" };
}

function inputOf({ name, kind }, id, value = "") {
  const common = { id, name, autocomplete: AUTOCOMPLETE[name] ?? "off" };
  const asWritten = kind === "email" ? { autocapitalize: "none", spellcheck: "false" } : {};
  const input =
    kind === "textarea"
      ? element("textarea", { ...common, rows: 1 })
      : element("input", { ...common, type: KINDS.has(kind) ? kind : "text", ...asWritten });
  input.value = value;
  return input;
}

function labelled(label, input) {
  return element("div", { class: "field" }, element("label", { for: input.id, text: label }), input);
}
