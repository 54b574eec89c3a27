import { tokenStore } from "../chat/wire/token";
import { button, element, icon } from "./element";
import type { Options } from "./options";
import { TEXTS } from "./texts";

const TALK =
  "M12 4c-5 0-9 3.300-9 7.500 0 2.300 1.200 4.400 3.200 5.800L5.500 21l4-2.200c5.800 1 11.500-2.300 11.500-7.300C21 7.300 17 4 12 4zM8 11.500h.01M12 11.500h.01M16 11.500h.01";
const DOWN = "M6 9l6 6 6-6";
const CROSS = "M7 7l10 10M17 7L7 17";

/** How long a visitor looks around before the teaser speaks, in milliseconds. */
const TEASER_AFTER = 2500;

/** The button that opens the chat, and a sentence beside it. */
export class Launcher {
  readonly dock: HTMLElement;
  readonly #button: HTMLButtonElement;
  readonly #badge = element("span", { class: "badge", hidden: "" });
  readonly #texts;
  readonly #title: string;
  readonly #words: string;
  #teaser: HTMLElement | undefined;
  #unread = 0;

  /** `approach`: somebody is about to press, so that the code may be fetched ahead; it says nothing of them. */
  constructor(title: string, { config: { widget }, speech }: Options, site: string, on: { press(): void; approach(): void }) {
    this.#texts = TEXTS[speech.language];
    this.#title = title;
    this.#words = widget.launcher;
    const words = this.#words ? [element("span", { class: "words" }, this.#words)] : [];
    const pictures = element("span", { class: "pictures" }, icon("talk", TALK), icon("down", DOWN));
    this.#button = button("launcher", on.press, pictures, ...words, this.#badge);
    this.#button.setAttribute("aria-controls", "panel");
    for (const type of ["pointerenter", "focus"]) {
      this.#button.addEventListener(type, on.approach, { once: true });
    }
    this.dock = element("div", { class: "dock" }, this.#button);
    this.show(false);
    // Who has talked here before knows the chat.
    if (widget.teaser && !tokenStore(site).read()) this.#tease(widget.teaser, on.press);
  }

  show(open: boolean): void {
    this.#button.setAttribute("aria-expanded", String(open));
    this.dock.classList.toggle("opened", open);
    if (open) {
      this.#unread = 0;
      this.#dismiss();
    }
    this.#describe(open);
  }

  focus(): void {
    this.#button.focus();
  }

  countUnread(): void {
    this.#unread += 1;
    this.#describe(false);
  }

  #describe(open: boolean): void {
    const { close, open: opens, unread } = this.#texts;
    this.#badge.hidden = this.#unread === 0;
    this.#badge.textContent = String(this.#unread);
    // What is written on a button begins its name (WCAG 2.5.3).
    const name = open
      ? [this.#words, close]
      : [this.#words, `${opens}: ${this.#title}`, this.#unread ? `${this.#unread} ${unread}` : ""];
    this.#button.setAttribute("aria-label", name.filter(Boolean).join(". "));
  }

  #tease(sentence: string, press: () => void): void {
    const away = () => {
      const focused = this.#teaser?.matches(":focus-within");
      this.#dismiss();
      if (focused) this.focus();
    };
    const dismiss = button("dismiss", away, icon("cross", CROSS));
    dismiss.ariaLabel = this.#texts.dismiss;
    const teaser = element("div", { role: "group", "aria-label": this.#title }, button("say", press, sentence), dismiss);
    teaser.onkeydown = ({ key }) => {
      if (key === "Escape") away();
    };
    this.#teaser = teaser;
    setTimeout(() => this.#teaser && this.dock.prepend(teaser), TEASER_AFTER);
  }

  #dismiss(): void {
    this.#teaser?.remove();
    this.#teaser = undefined;
  }
}
