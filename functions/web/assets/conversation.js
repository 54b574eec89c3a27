import * as api from "./api.js";
import { bubble } from "./bubble.js";
import { element, timeAgo } from "./dom.js";
import { live, liveText, setText, t } from "./i18n.js";
import { announcementLine, contactLinks, scoreOf, titleOf } from "./lead-card.js";
import { problemOf } from "./problem.js";
import { statusPicker } from "./status.js";

const FIELDS = ["need", "name", "phone", "email", "telegram"];

/**
 * The dialog with the whole conversation of a lead, and the words each field came from.
 *
 * @param {{signal: AbortSignal, onChanged: () => void}} options
 * @returns {{open: (id: string) => Promise<void>}}
 */
export function conversationSheet(parts, { signal, onChanged }) {
  const { sheet, sheetTitle, sheetBody } = parts;
  let opened = new AbortController();

  async function open(id) {
    opened.abort();
    opened = new AbortController();
    if (!sheet.open) sheet.showModal();
    sheetBody.scrollTop = 0;
    liveText(sheetTitle, () => t("sheet.conversation"));
    sheetBody.replaceChildren(liveText(element("p", { class: "hint", role: "status" }), () => t("loading")));
    try {
      const lead = await api.lead(id, AbortSignal.any([signal, opened.signal]));
      liveText(sheetTitle, () => titleOf(lead));
      sheetBody.replaceChildren(facts(lead, onChanged), ...talkOf(lead));
    } catch (error) {
      const problem = problemOf(error);
      if (problem) showFailure(id, problem);
    }
  }

  function showFailure(id, problem) {
    const alert = liveText(element("p", { role: "alert" }), () => t("sheet.failed", { reason: problem.sentence }));
    const retry = liveText(element("button", { type: "button", class: "primary", onclick: () => open(id) }), () => t("try_again"));
    sheetBody.replaceChildren(element("div", { class: "blank" }, alert, retry));
  }

  parts.closeSheet.addEventListener("click", () => sheet.close());
  sheet.addEventListener("close", () => opened.abort());
  sheet.addEventListener("pointerdown", (event) => {
    // The content covers the dialog: only its backdrop can be hit by itself.
    if (event.target === sheet) sheet.close();
  });
  signal.addEventListener("abort", () => sheet.close());
  return { open };
}

function facts(lead, onChanged) {
  const alert = element("p", { class: "alert", role: "alert" });
  const status = statusPicker({
    nameOf: () => titleOf(lead),
    onSaved: onChanged,
    onFailed: (sentence) => liveText(alert, sentence),
  });
  status.update(lead);

  const [phone, email, telegram] = ["phone", "email", "telegram"].map((field) => contactLinks({ [field]: lead[field] })[0]);
  const values = { need: lead.need, name: lead.name, phone, email, telegram };
  const known = FIELDS.filter((field) => values[field]).map((field) => {
    const check = lead.doubtful.includes(field) ? liveText(element("span", { class: "doubt" }), () => t("lead.doubtful")) : null;
    return row(() => t(`lead.${field}`), values[field], check, sourceButton(lead, field));
  });
  const answers = lead.answers.map(({ question, answer }) => {
    const asked = row(() => question, answer, sourceButton(lead, "answer", { question, value: answer }));
    asked.className = "asked";
    return asked;
  });
  return element(
    "section",
    { class: "facts" },
    lead.summary && lead.answers.length > 0 ? element("p", { class: "summary", text: lead.summary }) : null,
    element(
      "dl",
      {},
      ...known,
      ...answers,
      row(() => t("lead.score"), scoreOf(lead.score)),
      row(() => t("lead.status"), status.root),
      row(() => t("lead.announcement"), announcementLine(lead.announcement)),
      row(() => t("lead.created"), timeAgo(lead.created_at)),
    ),
    alert,
  );
}

function row(label, ...values) {
  return element("div", {}, liveText(element("dt"), label), element("dd", {}, ...values));
}

/** A button that leads to the message a field, or the answer to a question, was taken from. */
function sourceButton(lead, field, { question = null, value = lead[field] } = {}) {
  const taken = lead.fields.filter((entry) => entry.field === field && entry.question === question);
  const source = taken.findLast((entry) => entry.value === value) ?? taken.at(-1);
  if (!source || !lead.conversation.some(({ id }) => id === source.message_id)) return null;
  const button = element("button", { type: "button", class: "link", onclick: () => showMessage(source.message_id) });
  return live(button, () => {
    setText(button, t("sheet.source"));
    button.setAttribute("aria-label", t("sheet.source_of", { field: question ?? t(`lead.${field}`) }));
  });
}

function showMessage(id) {
  const target = document.getElementById(`message-${id}`);
  target.scrollIntoView({ block: "center" });
  target.focus({ preventScroll: true });
}

function talkOf(lead) {
  const messages = lead.conversation.map((message) => {
    const taken = lead.fields.filter(({ message_id }) => message_id === message.id);
    const said = bubble(message);
    said.id = `message-${message.id}`;
    said.tabIndex = -1;
    said.append(...taken.map(fieldTag), timeAgo(message.created_at));
    return said;
  });
  return [liveText(element("h3"), () => t("sheet.conversation")), element("div", { class: "talk" }, ...messages)];
}

function fieldTag({ field, question, value, captured_by: by }) {
  const tag = element("span", { class: "tag" });
  return live(tag, () => {
    setText(tag, question ? `${question} ${value}` : `${t(`lead.${field}`)}: ${value}`);
    tag.title = t(`sheet.by.${by}`);
  });
}
