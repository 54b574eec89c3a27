import en from "./en.js";
import ru from "./ru.js";
import { storage } from "./storage.js";

const DICTIONARIES = { en, ru };
const KEY = "leadline.language";
const SHOWN_ATTRIBUTES = ["aria-label", "placeholder", "title"];

const kept = storage("localStorage");
const paints = new WeakMap();
let current = firstLanguage();

function firstLanguage() {
  const chosen = kept.get(KEY);
  if (chosen in DICTIONARIES) return chosen;
  return navigator.language?.toLowerCase().startsWith("ru") ? "ru" : "en";
}

/** The language of the page: "ru" or "en". */
export function language() {
  return current;
}

/** Changes the language of everything on the page and remembers the choice. */
export function setLanguage(chosen) {
  current = chosen;
  kept.set(KEY, chosen);
  repaint();
}

/** Whether there is a sentence under this key. */
export function has(key) {
  return key in DICTIONARIES[current];
}

/** The sentence under a key, with `{name}` replaced by `parameters.name`. */
export function t(key, parameters = {}) {
  const sentence = DICTIONARIES[current][key] ?? key;
  return sentence.replace(/\{(\w+)\}/g, (_, name) => parameters[name] ?? "").trim();
}

/** Writes a text only where it differs: a live region reads a replaced text aloud again. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Keeps an element in the language of the page: `paint` runs now, and again when
 * the language changes or a relative time grows old.
 *
 * @template {Element} E
 * @param {E} element
 * @param {(element: E) => void} paint
 * @returns {E}
 */
export function live(element, paint) {
  paints.set(element, paint);
  element.toggleAttribute("data-live", true);
  paint(element);
  return element;
}

/** The same as `live` for the most common case: a text made by a function. */
export function liveText(element, text) {
  return live(element, () => setText(element, text()));
}

/** Writes the texts named by `data-i18n` and `data-i18n-ATTRIBUTE` inside `root`. */
export function translate(root) {
  for (const element of root.querySelectorAll("[data-i18n]")) setText(element, t(element.dataset.i18n));
  for (const attribute of SHOWN_ATTRIBUTES) {
    const name = `data-i18n-${attribute}`;
    for (const element of root.querySelectorAll(`[${name}]`)) {
      element.setAttribute(attribute, t(element.getAttribute(name)));
    }
  }
}

/** Writes every text of the page anew. */
export function repaint() {
  document.documentElement.lang = current;
  translate(document);
  for (const element of document.querySelectorAll("[data-live]")) paints.get(element)?.(element);
}

const STEPS = [
  ["minute", 60],
  ["hour", 3600],
  ["day", 86_400],
];

/** How long ago a moment was ("5 minutes ago"); a date once it is a week old. */
export function ago(moment, now = Date.now()) {
  const seconds = Math.max(0, (now - Date.parse(moment)) / 1000);
  if (seconds < 45) return t("time.now");
  if (seconds > 7 * 86_400) return new Date(moment).toLocaleDateString(current, { dateStyle: "medium" });
  // 45 seconds and more are called a minute, so the smallest step is taken at once.
  const [unit, size] = STEPS.findLast(([, size]) => seconds >= size) ?? STEPS[0];
  return new Intl.RelativeTimeFormat(current, { numeric: "auto" }).format(-Math.max(1, Math.floor(seconds / size)), unit);
}

/** In how much time ("in 40 seconds"); never less than it is. */
export function within(seconds) {
  const [unit, size] = STEPS.findLast(([, size]) => seconds > 2 * size) ?? ["second", 1];
  return new Intl.RelativeTimeFormat(current).format(Math.ceil(seconds / size), unit);
}

/** A moment in full, in the reader's own time zone. */
export function dateTime(moment) {
  return new Date(moment).toLocaleString(current, { dateStyle: "medium", timeStyle: "short" });
}

/** Seconds as a clock shows them: 1:05. */
export function clock(seconds) {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}
