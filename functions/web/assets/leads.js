import * as api from "./api.js";
import { element, icon } from "./dom.js";
import { liveText, t } from "./i18n.js";
import { leadCard, titleOf } from "./lead-card.js";
import { poll } from "./poll.js";
import { problemOf } from "./problem.js";
import { statusOptions } from "./status.js";

const PAGE = 20;
const EVERY = 4000;
const TYPING_PAUSE = 250;

/**
 * The pane with the leads of the company: searched, filtered, and kept fresh.
 *
 * @param {{signal: AbortSignal, onOpen: (id: string) => void, onToChat: () => void}} options
 * @returns {{refresh: () => void}}
 */
export function leadsPane(parts, { signal, onOpen, onToChat }) {
  const { filters, cards, more } = parts;
  const fields = filters.elements;
  const cardOf = new Map();
  /** What the list shows: an answer, and the question it belongs to. */
  let shown = { question: null, items: [], cursor: null };

  parts.statusFilter.append(liveText(element("option", { value: "" }), () => t("leads.any_status")), ...statusOptions());

  const question = () => ({ q: fields.q.value.trim(), status: fields.status.value });
  const isCurrent = (asked) => JSON.stringify(asked) === JSON.stringify(question());

  async function load() {
    const asked = question();
    try {
      const page = await api.leads({ ...asked, limit: PAGE }, signal);
      // The question changed meanwhile, and its own answer is on the way.
      if (isCurrent(asked)) showFirstPage(asked, page);
      return true;
    } catch (error) {
      const problem = problemOf(error);
      if (problem && isCurrent(asked)) showFailure(problem);
      return false;
    }
  }

  function showFirstPage(asked, page) {
    const sameQuestion = JSON.stringify(shown.question) === JSON.stringify(asked);
    const arrived = sameQuestion ? page.items.filter(({ id }) => !cardOf.has(id)) : [];
    shown = sameQuestion ? merged(shown, page) : { items: page.items, cursor: page.next_cursor };
    shown.question = asked;
    render();
    for (const lead of arrived) cardOf.get(lead.id).root.classList.add("fresh");
    if (arrived.length > 0) liveText(parts.leadsStatus, () => t("leads.arrived", { name: titleOf(arrived[0]) }));
  }

  async function showMore() {
    const { question: asked, cursor } = shown;
    more.setAttribute("aria-busy", "true");
    try {
      const page = await api.leads({ ...asked, limit: PAGE, cursor }, signal);
      if (!isCurrent(asked) || shown.cursor !== cursor) return;
      shown.items = [...shown.items, ...without(page.items, shown.items)];
      shown.cursor = page.next_cursor;
      render();
    } catch (error) {
      const problem = problemOf(error);
      if (problem) warn(() => t("leads.more_failed", { reason: problem.sentence }));
    } finally {
      more.removeAttribute("aria-busy");
    }
  }

  function render() {
    const held = cards.contains(document.activeElement);
    const wanted = new Set(shown.items.map(({ id }) => id));
    for (const [id, card] of cardOf) {
      if (wanted.has(id)) continue;
      card.root.remove();
      cardOf.delete(id);
    }
    shown.items.forEach((lead, index) => {
      if (!cardOf.has(lead.id)) cardOf.set(lead.id, leadCard({ onOpen, onChanged: refresh }));
      const { root, update } = cardOf.get(lead.id);
      update(lead);
      // A card that stays where it is keeps its focus and its open list.
      if (cards.children[index] !== root) cards.insertBefore(root, cards.children[index] ?? null);
    });
    if (held && !cards.contains(document.activeElement)) parts.leadsScroll.focus();
    more.hidden = !shown.cursor;
    parts.leadsStale.hidden = true;
    parts.leadsBlank.replaceChildren(...(shown.items.length > 0 ? [] : [blank()]));
  }

  function blank() {
    const { q, status } = shown.question;
    if (q || status) return blankState("search", "leads.nothing", "leads.nothing_text", "leads.clear", clear);
    const state = blankState("inbox", "leads.empty", "leads.empty_text", "leads.to_chat", onToChat);
    state.querySelector("button").classList.add("narrow-only");
    return state;
  }

  function warn(sentence) {
    parts.leadsStale.hidden = false;
    liveText(parts.leadsStale, sentence);
  }

  function showFailure(problem) {
    if (shown.items.length > 0) return warn(() => t("leads.stale"));
    const alert = liveText(element("p", { role: "alert" }), () => t("leads.failed", { reason: problem.sentence }));
    const retry = liveText(element("button", { type: "button", class: "primary", onclick: refresh }), () => t("try_again"));
    parts.leadsBlank.replaceChildren(element("div", { class: "blank" }, icon("warning"), alert, retry));
  }

  function clear() {
    filters.reset();
    refresh();
    fields.q.focus();
  }

  let typing;
  filters.addEventListener("submit", (event) => event.preventDefault());
  filters.addEventListener("input", (event) => {
    clearTimeout(typing);
    typing = setTimeout(refresh, event.target === fields.q ? TYPING_PAUSE : 0);
  });
  more.addEventListener("click", showMore);

  parts.leadsBlank.replaceChildren(skeleton());
  const refresh = poll(load, { every: EVERY, signal });
  return { refresh };
}

/**
 * The first page anew over a list that may hold more pages: its older part stays as it
 * was read. What the new page spans and does not hold has left the list.
 */
function merged(shown, page) {
  const last = page.items.at(-1);
  if (!page.next_cursor || !last) return { items: page.items, cursor: page.next_cursor };
  const older = shown.items.filter((lead) => lead.created_at < last.created_at);
  return older.length > 0
    ? { items: [...page.items, ...without(older, page.items)], cursor: shown.cursor }
    : { items: page.items, cursor: page.next_cursor };
}

function without(items, others) {
  const ids = new Set(others.map(({ id }) => id));
  return items.filter(({ id }) => !ids.has(id));
}

function blankState(picture, title, text, action, onAction) {
  return element(
    "div",
    { class: "blank" },
    icon(picture),
    liveText(element("h3"), () => t(title)),
    liveText(element("p"), () => t(text)),
    liveText(element("button", { type: "button", class: "quiet", onclick: onAction }), () => t(action)),
  );
}

function skeleton() {
  const words = liveText(element("span", { class: "unseen" }), () => t("loading"));
  const card = () => element("div", { class: "card skeleton", "aria-hidden": "true" }, element("span"), element("span"), element("span"));
  return element("div", { class: "cards" }, words, card(), card(), card());
}
