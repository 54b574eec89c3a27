import { button, element } from "./element";
import type { Options } from "./options";
import { TEXTS } from "./texts";

/** On so small a screen, or so much zoom, the chat takes all of it. Also in loader.css. */
const SMALL = "(max-width: 479px), (max-height: 479px)";

/**
 * The box that the chat fills: beside the page, or, on a phone, over it. There it is modal, and the browser itself keeps the keyboard
 * inside and closes it with the back gesture.
 */
export class Panel {
  readonly dialog: HTMLDialogElement;
  readonly #small = matchMedia(SMALL);
  readonly #content: HTMLElement;
  readonly #texts;
  readonly #on: { close(): void; retry(): void };

  constructor(title: string, { speech }: Options, on: { close(): void; retry(): void }) {
    this.#texts = TEXTS[speech.language];
    this.#on = on;
    this.#content = element("div", { class: "content" });
    this.dialog = element("dialog", { id: "panel", "aria-label": title }, this.#content);
    const leave = (event: Event) => {
      if (event.defaultPrevented || (event instanceof KeyboardEvent && event.key !== "Escape")) return;
      event.preventDefault();
      on.close();
    };
    this.dialog.oncancel = leave;
    this.dialog.onkeydown = leave;
    this.#wait();
  }

  get isOpen(): boolean {
    return this.dialog.open;
  }

  open(): void {
    if (this.#small.matches) this.dialog.showModal();
    else this.dialog.show();
    this.#fit();
  }

  /** The browser gives the keyboard back to where it was. */
  close(): void {
    this.dialog.close();
  }

  /** Where the chat goes. */
  container(): HTMLElement {
    const container = element("div", { class: "content" });
    this.dialog.replaceChildren(container);
    return container;
  }

  #wait(): void {
    this.#say(element("p", { role: "status" }, this.#texts.loading));
  }

  /** The chat's code did not come. */
  fail(): void {
    const retry = () => {
      this.#wait();
      this.#on.retry();
    };
    this.#say(element("p", { role: "alert" }, this.#texts.failed), button("plain", retry, this.#texts.retry));
  }

  #say(...content: Node[]): void {
    this.#content.replaceChildren(...content, button("plain", this.#on.close, this.#texts.close));
    this.dialog.replaceChildren(this.#content);
  }

  /** Follows the turns of a phone, and the keyboard that covers a part of its screen. */
  follow(signal: AbortSignal): void {
    const turn = () => {
      if (!this.isOpen) return;
      this.dialog.close();
      this.open();
    };
    this.#small.addEventListener("change", turn, { signal });
    for (const type of ["resize", "scroll"]) window.visualViewport?.addEventListener(type, () => this.#fit(), { signal });
  }

  #fit(): void {
    const { visualViewport: seen } = window;
    const { style } = this.dialog;
    const covered = this.isOpen && this.#small.matches && seen && seen.scale === 1 && seen.height < window.innerHeight;
    style.height = covered ? `${seen.height}px` : "";
    style.transform = covered ? `translateY(${seen.offsetTop}px)` : "";
  }
}
