import { telegramMessages } from "./api.js";
import { element, timeAgo } from "./dom.js";
import { liveText, t } from "./i18n.js";
import { poll } from "./poll.js";
import { problemOf } from "./problem.js";

const EVERY = 4000;
const KEPT_TAGS = new Set(["B", "I", "U", "S", "CODE", "PRE", "BLOCKQUOTE"]);
const SYNONYMS = { STRONG: "b", EM: "i", INS: "u", STRIKE: "s", DEL: "s" };
const KEPT_SCHEMES = new Set(["http:", "https:", "mailto:", "tel:", "tg:"]);

/**
 * The panel that stands in for the Telegram chat while no bot token is set.
 *
 * @param {string} path where the server keeps the messages
 * @param {AbortSignal} signal
 * @returns {{refresh: () => void}}
 */
export function telegramConsole(parts, path, signal) {
  const panel = parts.telegram;
  const shown = new Map();
  const empty = liveText(element("p", { class: "hint" }), () => t("console.empty"));
  const failure = element("p", { class: "alert", role: "alert" });

  async function load() {
    try {
      const { messages } = await telegramMessages(path, signal);
      render(messages);
      failure.remove();
      return true;
    } catch (error) {
      const problem = problemOf(error);
      if (!problem) return false;
      liveText(failure, () => t("console.failed", { reason: problem.sentence }));
      panel.prepend(failure);
      return false;
    }
  }

  function render(messages) {
    empty.remove();
    if (messages.length === 0) panel.append(empty);
    // The newest on top, where the eye is. An edited message stays at its place, as in Telegram.
    for (const message of messages.toSorted((a, b) => a.message_id - b.message_id)) {
      const before = shown.get(message.message_id);
      if (before?.html === message.html) continue;
      const card = messageCard(message);
      if (before) before.card.replaceWith(card);
      else panel.prepend(card);
      shown.set(message.message_id, { html: message.html, card });
    }
  }

  return { refresh: poll(load, { every: EVERY, signal }) };
}

function messageCard({ html, edited, sent_at: sentAt }) {
  const mark = edited ? liveText(element("span"), () => t("console.edited")) : null;
  return element(
    "article",
    { class: "telegram-message" },
    element("div", { class: "words" }, telegramText(html)),
    element("p", { class: "telegram-foot" }, mark, timeAgo(sentAt)),
  );
}

/**
 * Builds what Telegram's HTML style means from nothing but its own tags; of any other
 * tag only the text stays, and no attribute but a link's address.
 *
 * @param {string} html
 * @returns {DocumentFragment}
 */
export function telegramText(html) {
  const fragment = document.createDocumentFragment();
  // A parsed document is inert: its scripts do not run and its pictures are not fetched.
  copyChildren(new DOMParser().parseFromString(html, "text/html").body, fragment);
  return fragment;
}

function copyChildren(from, to) {
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) to.append(node.data);
    else if (node.nodeType === Node.ELEMENT_NODE) to.append(rebuilt(node));
  }
}

function rebuilt(node) {
  const copy = node.tagName === "A" ? link(node.getAttribute("href")) : plainTag(node.tagName);
  copyChildren(node, copy);
  return copy;
}

function plainTag(name) {
  if (KEPT_TAGS.has(name)) return document.createElement(name);
  return SYNONYMS[name] ? document.createElement(SYNONYMS[name]) : document.createDocumentFragment();
}

function link(address) {
  const safe = URL.canParse(address) && KEPT_SCHEMES.has(new URL(address).protocol);
  return safe ? element("a", { href: address, target: "_blank", rel: "noopener noreferrer" }) : document.createDocumentFragment();
}
