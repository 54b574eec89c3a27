import { sendContact, talk } from "./api.js";
import { bubble } from "./bubble.js";
import { contactForm } from "./contact-form.js";
import { deliver } from "./delivery.js";
import { element, icon } from "./dom.js";
import { clock, language, liveText, t, within } from "./i18n.js";
import { countdown } from "./pause.js";
import { fieldSentence, problemOf } from "./problem.js";
import { uuid } from "./uuid.js";
import { voiceInput } from "./voice-input.js";

/** The server's limit for one message, in characters. */
const LIMIT = 4000;
const COUNTER_FROM = 3600;
const STARTERS = ["chat.starter.1", "chat.starter.2", "chat.starter.3"];

/**
 * The pane where the owner plays a visitor.
 *
 * @param {{signal: AbortSignal, onLead: () => void, onOpenLead: (id: string) => void}} options
 */
export function chat(parts, { signal, onLead, onOpenLead }) {
  const { log, message, composer, counter } = parts;
  const typing = element("div", { class: "bubble assistant typing", "aria-hidden": "true" }, ...[1, 2, 3].map(() => element("span")));
  /** What belongs to one visitor; a late answer to a former one must not reach the new one's log. */
  let visit;

  function begin() {
    visit?.left.abort();
    visit = { visitorId: uuid(), turns: Promise.resolve(), waiting: 0, contact: null, left: new AbortController() };
    log.replaceChildren(introduction(sendText), typing);
    showTyping();
    complain(null);
  }

  function append(...nodes) {
    log.querySelector(".intro")?.remove();
    typing.before(...nodes);
    log.scrollTop = log.scrollHeight;
  }

  function showTyping() {
    typing.hidden = visit.waiting === 0;
    liveText(parts.typingStatus, () => (visit.waiting ? t("chat.typing") : ""));
    if (visit.waiting) log.scrollTop = log.scrollHeight;
  }

  function complain(sentence) {
    liveText(parts.chatAlert, sentence ?? (() => ""));
  }

  function sendText(text) {
    enqueue({ visit, key: uuid(), text, bubble: bubble({ role: "visitor", text }) });
  }

  function sendRecording(recording, seconds) {
    const placeholder = bubble({ role: "visitor", text: "", spoken: true });
    liveText(placeholder.querySelector(".said"), () => t("voice.message", { time: clock(seconds) }));
    enqueue({ visit, key: uuid(), recording, bubble: placeholder });
  }

  /** Turns of one visitor go one after another, as the server would see them from a real one. */
  function enqueue(turn) {
    complain(null);
    append(turn.bubble);
    queue(turn);
  }

  function queue(turn) {
    turn.visit.waiting += 1;
    showTyping();
    turn.visit.turns = turn.visit.turns.then(() => send(turn)).finally(() => {
      turn.visit.waiting -= 1;
      showTyping();
    });
  }

  async function send(turn) {
    if (signal.aborted) return;
    turn.bubble.classList.add("sending");
    try {
      const answer = await deliver(turn, () => talk({ ...turn, visitorId: turn.visit.visitorId }), signal);
      turn.visit.visitorId = answer.visitor_id ?? turn.visit.visitorId;
      if (turn.recording) showTranscript(turn.bubble, answer.transcript);
      showAnswer(turn.visit, answer);
    } catch (error) {
      const problem = problemOf(error);
      if (problem) showFailure(turn, problem);
    } finally {
      turn.bubble.classList.remove("sending");
    }
  }

  function showAnswer(answered, { reply, lead, fallback, form }) {
    if (lead) onLead();
    if (answered !== visit) return;
    const said = bubble({ role: "assistant", text: reply });
    if (fallback) said.append(liveText(element("p", { class: "aside" }), () => t("chat.fallback")));
    append(said);
    if (lead) showLead(lead);
    if (lead && isUntouched(visit.contact)) closeForm();
    if (form) offerForm(form, said);
  }

  function showLead({ id, is_new: isNew }) {
    const words = liveText(element("span"), () => t(isNew ? "chat.lead_captured" : "chat.lead_updated"));
    append(element("button", { type: "button", class: "captured", onclick: () => onOpenLead(id) }, icon("check"), words));
  }

  function showFailure(turn, problem) {
    if (turn.visit !== visit) return;
    const retry = element("button", { type: "button", class: "quiet" });
    const reason = liveText(element("span"), () => t("chat.failed", { reason: reasonOf(problem) }));
    const failure = element("div", { class: "failed" }, element("p", { class: "failure", role: "alert" }, icon("warning"), reason));
    // The same recording would be refused for the same reason again.
    if (!(turn.recording && problem.status === 422)) failure.append(liveText(retry, () => t("try_again")));
    if (problem.slug === "too-many-requests" && problem.retryAfter > 0) holdBack(retry, reason, problem.retryAfter);
    retry.addEventListener("click", () => {
      // The button goes away, and the keyboard should not be sent back to the top of the page.
      log.focus({ preventScroll: true });
      failure.remove();
      turn.bubble.classList.remove("unsent");
      queue(turn);
    });
    turn.bubble.classList.add("unsent");
    turn.bubble.after(failure);
    failure.scrollIntoView({ block: "nearest" });
    if (problem.form) offerForm(problem.form, failure);
  }

  /** A button that rests for a time, and a sentence that counts it down. Not aloud: the sentence is read out once. */
  function holdBack(button, sentence, seconds) {
    sentence.setAttribute("aria-live", "off");
    function tick(left) {
      button.disabled = left > 0;
      if (left === 0) sentence.removeAttribute("aria-live");
      liveText(sentence, () => (left > 0 ? t("chat.too_many", { time: within(left) }) : t("chat.wait_over")));
    }
    countdown(seconds, tick, AbortSignal.any([signal, visit.left.signal]));
  }

  /** At most one form is open: a newer one takes the place of an older one, with what was typed into it. */
  function offerForm(description, neighbour) {
    const older = visit.contact;
    if (older?.form.isSending()) return;
    const contact = { visit, key: older?.key ?? uuid() };
    contact.form = contactForm(description, (fields) => sendForm(contact, fields), older?.form.draft());
    const { root } = contact.form;
    const focused = older?.form.root.contains(document.activeElement) && document.activeElement.name;
    closeForm();
    visit.contact = contact;
    neighbour.after(root);
    if (focused) root.elements[focused]?.focus();
    // Where both do not fit, they are read from the beginning.
    const both = root.getBoundingClientRect().bottom - neighbour.getBoundingClientRect().top;
    if (both > log.clientHeight) neighbour.scrollIntoView({ block: "start" });
    else root.scrollIntoView({ block: "nearest" });
  }

  function closeForm() {
    visit.contact?.form.root.remove();
    visit.contact = null;
  }

  async function sendForm(contact, fields) {
    const from = contact.visit;
    const answer = await deliver(contact, () => sendContact({ ...contact, visitorId: from.visitorId, fields }), signal);
    const sent = element("p", { class: "contact-sent", tabindex: "-1" }, icon("check"));
    sent.append(liveText(element("span"), () => t("chat.contact_sent")));
    const { root } = contact.form;
    const focused = root.contains(document.activeElement);
    root.replaceWith(sent);
    if (focused) sent.focus({ preventScroll: true });
    from.contact = null;
    // No model was asked.
    showAnswer(from, { ...answer, fallback: false });
  }

  /** Shows how long the text is when it nears the limit; says whether it is over it. */
  function count() {
    const length = [...message.value.trim()].length;
    const over = length > LIMIT;
    const key = over ? "chat.too_long" : "chat.counter";
    counter.hidden = length < COUNTER_FROM;
    counter.classList.toggle("error", over);
    const said = (number) => number.toLocaleString(language());
    liveText(counter, () => (counter.hidden ? "" : t(key, { count: said(length), limit: said(LIMIT) })));
    message.setAttribute("aria-invalid", over);
    return over;
  }

  composer.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = message.value.trim();
    if (text === "" || count()) return;
    message.value = "";
    count();
    sendText(text);
  });
  message.addEventListener("keydown", (event) => {
    // While an input method composes a word, Enter accepts the word.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    composer.requestSubmit();
  });
  message.addEventListener("input", () => {
    count();
    complain(null);
  });
  parts.newVisitor.addEventListener("click", () => {
    begin();
    message.focus();
  });
  voiceInput(parts, { signal, onRecording: sendRecording, onComplaint: complain });
  begin();
}

function introduction(send) {
  const starters = STARTERS.map((key) => {
    const button = element("button", { type: "button", class: "starter", onclick: () => send(t(key)) });
    return liveText(button, () => t(key));
  });
  return element(
    "div",
    { class: "intro" },
    liveText(element("h3"), () => t("chat.intro")),
    liveText(element("p"), () => t("chat.intro_text")),
    element("div", { class: "starters" }, ...starters),
  );
}

function showTranscript(spoken, transcript) {
  if (transcript) liveText(spoken.querySelector(".said"), () => transcript);
}

/** Whether there is a form that nobody has begun to fill in. */
function isUntouched(contact) {
  return contact !== null && !contact.form.isSending() && Object.keys(contact.form.draft()).length === 0;
}

function reasonOf(problem) {
  return problem.slug === "validation" && problem.errors.length > 0 ? fieldSentence(problem.errors[0]) : problem.sentence;
}
