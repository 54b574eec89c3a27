const SVG = "http://www.w3.org/2000/svg";

/** An element with its attributes and what is in it. Never HTML as text: a site's policy may demand trusted types. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string>,
  ...content: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...content);
  return made;
}

export function button(className: string, press: () => void, ...content: (Node | string)[]): HTMLButtonElement {
  const made = element("button", { type: "button", class: className }, ...content);
  made.onclick = press;
  return made;
}

/** A line picture on a grid of 24 by 24. */
export function icon(name: string, path: string): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", name);
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}
