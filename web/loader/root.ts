import { readableOn } from "../chat/color";
import css from "./loader.css?inline";
import type { Options } from "./options";

/** Key events of a chat are not the page's shortcuts, and its scrolling is not the page's smooth scrolling. */
const OURS = ["keydown", "keyup", "keypress", "wheel", "touchmove", "focusin", "focusout"];

/**
 * A shadow root in the page, and not a frame: requests carry the site's own origin, by which the server knows who may show the assistant.
 *
 * The element in the page, and inside its shadow root a frame for what is seen. The element itself has no size, so that it covers
 * nothing; `!important` within a shadow root wins over any rule of the page.
 *
 * @param below how many other launchers stand on the same side
 */
export function rootOf({ config: { widget }, speech }: Options, below: number) {
  const host = document.createElement("leadline-widget");
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  const own = `--brand:${widget.color};--on-brand:${readableOn(widget.color)};--below:${below}`;
  sheet.replaceSync(`${css}:host{z-index:${widget.z_index}!important;${own}}`);
  root.adoptedStyleSheets = [sheet];
  for (const type of OURS) root.addEventListener(type, (event) => event.stopPropagation(), { passive: true });
  const frame = document.createElement("div");
  frame.className = `frame ${widget.side} ${widget.theme}`;
  frame.lang = speech.language;
  frame.dir = speech.direction;
  root.append(frame);
  return { host, root, frame };
}
