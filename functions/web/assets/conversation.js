import * as api from "./api.js";
import { bubble } from "./bubble.js";
import { element, timeAgo } from "./dom.js";
import { live, liveText, setText, t } from "./i18n.js";
import { announcementLine, contactLinks, titleOf } from "./lead-card.js";
import { problemOf } from "./problem.js";
import { statusPicker } from "./status.js";

const FIELDS = ["need", "name", "phone", "email"];

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

  const [phone, email] = ["phone", "email"].map((field) => contactLinks({ [field]: lead[field] })[0]);
  const values = { need: lead.need, name: lead.name, phone, email };
  const known = FIELDS.filter((field) => values[field]).map((field) => row(`lead.${field}`, values[field], sourceButton(lead, field)));
  return element(
    "section",
    { class: "facts" },
    element(
      "dl",
      {},
      ...known,
      row("lead.status", status.root),
      row("lead.announcement", announcementLine(lead.announcement)),
      row("lead.created", timeAgo(lead.created_at)),
    ),
    alert,
  );
}

function row(label, value, source = null) {
  return element("div", {}, liveText(element("dt"), () => t(label)), element("dd", {}, value, source));
}

/** A button that leads to the message a field was taken from. */
function sourceButton(lead, field) {
  const taken = lead.fields.filter((entry) => entry.field === field);
  const source = taken.findLast((entry) => entry.value === lead[field]) ?? taken.at(-1);
  if (!source || !lead.conversation.some(({ id }) => id === source.message_id)) return null;
  const button = element("button", { type: "button", class: "link", onclick: () => showMessage(source.message_id) });
  return live(button, () => {
    setText(button, t("sheet.source"));
    button.setAttribute("aria-label", t("sheet.source_of", { field: t(`lead.${field}`) }));
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

function fieldTag({ field, value, captured_by: by }) {
  const tag = element("span", { class: "tag" });
  return live(tag, () => {
    setText(tag, `${t(`lead.${field}`)}: ${value}`);
    tag.title = t(`sheet.by.${by}`);
  });
}
