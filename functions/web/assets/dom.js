import { ago, dateTime, live, setText, translate } from "./i18n.js";

/**
 * Builds an element. `onclick` and its like are listeners, `text` is plain text, all
 * other properties are attributes; null and false ones are left out. Children are
 * nodes or plain strings: no way leads from here to markup.
 */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "text") made.textContent = value;
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** A picture from icons.svg in the colour of the text around it. */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `assets/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

/**
 * Copies a `<template>` of index.html.
 *
 * @returns {{root: Element, parts: Record<string, any>}} its root, and the elements marked `data-part` by their names
 */
export function view(id) {
  const copy = document.getElementById(id).content.cloneNode(true);
  translate(copy);
  const parts = {};
  for (const part of copy.querySelectorAll("[data-part]")) parts[part.dataset.part] = part;
  return { root: copy.firstElementChild, parts };
}

/** A `<time>` that says how long ago it was and gives the full date on hover. */
export function timeAgo(moment) {
  return live(element("time", { datetime: moment }), (time) => {
    setText(time, ago(moment));
    time.title = dateTime(moment);
  });
}
