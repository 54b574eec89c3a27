import { chat } from "./chat.js";
import { telegramConsole } from "./console.js";
import { conversationSheet } from "./conversation.js";
import { leadsPane } from "./leads.js";

/** Below this width there is room for one pane. The same number stands in app.css. */
const NARROW = "(max-width: 899px)";

/** Brings the panes of a signed-in owner to life until `signal` ends them. */
export function workspace(root, parts, signal) {
  const consolePath = document.documentElement.dataset.console;
  if (consolePath) root.classList.add("with-console");
  else root.querySelectorAll("#tab-console, #pane-console").forEach((part) => part.remove());

  const tabs = paneTabs(parts.tabs, signal);
  const telegram = consolePath ? telegramConsole(parts, consolePath, signal) : null;
  const sheet = conversationSheet(parts, { signal, onChanged: () => leads.refresh() });
  const leads = leadsPane(parts, { signal, onOpen: sheet.open, onToChat: () => tabs.show("chat") });
  chat(parts, {
    signal,
    onOpenLead: sheet.open,
    onLead() {
      leads.refresh();
      telegram?.refresh();
      tabs.mark("leads");
    },
  });
}

/**
 * Tabs on a narrow screen. On a wide one all panes are there at once, so the buttons
 * are hidden by the style sheet, and the panes must not call themselves tab panels.
 */
function paneTabs(list, signal) {
  const narrow = matchMedia(NARROW);
  const tabs = [...list.querySelectorAll("button")];
  const paneOf = (tab) => document.getElementById(tab.getAttribute("aria-controls"));

  function select(chosen) {
    for (const tab of tabs) {
      tab.setAttribute("aria-selected", tab === chosen);
      tab.tabIndex = tab === chosen ? 0 : -1;
      paneOf(tab).classList.toggle("behind", tab !== chosen);
    }
    delete chosen.dataset.news;
  }
  function arrange() {
    const role = (element, name) => (narrow.matches ? element.setAttribute("role", name) : element.removeAttribute("role"));
    role(list, "tablist");
    for (const tab of tabs) {
      role(tab, "tab");
      role(paneOf(tab), "tabpanel");
    }
  }
  function onKey(event) {
    const here = tabs.indexOf(document.activeElement);
    const there = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: -1 }[event.key];
    if (there === undefined) return;
    event.preventDefault();
    const tab = tabs.at(there % tabs.length);
    select(tab);
    tab.focus();
  }

  for (const tab of tabs) tab.addEventListener("click", () => select(tab));
  list.addEventListener("keydown", onKey);
  narrow.addEventListener("change", arrange, { signal });
  arrange();
  select(tabs[0]);

  const tabOf = (name) => tabs.find((tab) => tab.id === `tab-${name}`);
  return {
    show: (name) => select(tabOf(name)),
    /** A dot on a tab that is not in front: there is something new behind it. */
    mark(name) {
      if (tabOf(name).getAttribute("aria-selected") !== "true") tabOf(name).dataset.news = "";
    },
  };
}
