import type { MountedChat } from "../chat";
import type { Prefill } from "../chat/events";
import type { Config, Side } from "../chat/wire/types";
import { attach, bodyReady } from "./attach";
import { Emitter } from "./emitter";
import { Launcher } from "./launcher";
import { type Options, optionsOf } from "./options";
import { Panel } from "./panel";
import { rootOf } from "./root";

/** The name of the chat's file, put here by the build. */
declare const __CHAT__: string;

export interface Origin {
  site: string;
  /** Where the script came from, with a slash at the end. */
  base: string;
  /** The script's attributes. */
  data: DOMStringMap;
  onDestroy(): void;
  /** How many other widgets stand on a side. */
  below(side: Side): number;
}

interface Parts {
  options: Options;
  launcher: Launcher;
  panel: Panel;
}

/** One site's launcher and panel, and when the chat's code is loaded into it. */
export class Widget {
  readonly emitter = new Emitter();
  side: Side | undefined;
  /** The query of the page that the visitor came to: a router may change it before the chat is opened. */
  readonly #landing = location.search;
  readonly #ends = new AbortController();
  #parts: Parts | undefined;
  #chat: Promise<MountedChat> | undefined;
  #opens: boolean;
  #prefill: Prefill = {};
  #tries = 0;

  constructor(readonly origin: Origin) {
    const { open } = origin.data;
    this.#opens = open !== undefined && open !== "false";
  }

  /** Shows the launcher once its colour is known. If that fails the page stays as it is. */
  async start(): Promise<void> {
    try {
      const config = await this.#config();
      await bodyReady();
      if (!this.#ends.signal.aborted) this.#paint(optionsOf(config, this.origin.data));
    } catch (error) {
      if (this.#ends.signal.aborted) return;
      console.warn(`Leadline: no widget: ${(error as Error).message}`);
      this.emitter.emit("error", { problem: "no-widget", status: 0 });
    }
  }

  async #config(): Promise<Config> {
    const { base, site } = this.origin;
    const { signal } = this.#ends;
    const url = `${base}api/widget/config?site=${encodeURIComponent(site)}`;
    const response = await fetch(url, { credentials: "omit", referrerPolicy: "origin", priority: "low", signal });
    if (!response.ok) throw new Error(`${url}: ${response.status}`);
    return (await response.json()) as Config;
  }

  #paint(options: Options): void {
    const { widget, company_name: company } = options.config;
    this.side = widget.side;
    const { host, root, frame } = rootOf(options, this.origin.below(widget.side));
    const title = widget.title || company;
    const panel = new Panel(title, options, { close: () => this.close(), retry: () => void this.#load() });
    const launcher = new Launcher(title, options, this.origin.site, {
      press: () => this.toggle(),
      approach: () => void this.#code().catch(() => undefined),
    });
    this.#parts = { options, launcher, panel };
    frame.append(panel.dialog, launcher.dock);
    panel.follow(this.#ends.signal);
    attach(host, this.#ends.signal);
    this.#ends.signal.addEventListener("abort", () => root.replaceChildren());
    this.emitter.emit("ready");
    if (this.#opens) this.open();
  }

  open(): void {
    this.#opens = true;
    if (!this.#parts || this.#parts.panel.isOpen) return;
    this.#parts.panel.open();
    this.#parts.launcher.show(true);
    this.emitter.emit("open");
    void this.#load();
  }

  close(): void {
    this.#opens = false;
    if (!this.#parts?.panel.isOpen) return;
    const { panel, launcher } = this.#parts;
    // In this order: the keyboard cannot go back to a button that is not there.
    launcher.show(false);
    panel.close();
    this.#withChat((chat) => chat.hide());
    if (document.activeElement === document.body) launcher.focus();
    this.emitter.emit("close");
  }

  toggle(): void {
    if (this.#parts ? this.#parts.panel.isOpen : this.#opens) this.close();
    else this.open();
  }

  prefill(values: Prefill): void {
    this.#prefill = { ...this.#prefill, ...values };
    this.#withChat((chat) => chat.prefill(values));
  }

  destroy(): void {
    this.#withChat((chat) => chat.destroy());
    this.#parts?.panel.close();
    this.#ends.abort();
    this.origin.onDestroy();
  }

  /** Where the chat is not loaded, or could not be, there is nothing to do. */
  #withChat(act: (chat: MountedChat) => void): void {
    void this.#chat?.then(act, () => undefined);
  }

  /** A failed import may be remembered by the browser, so that each attempt has an address of its own. */
  async #code(): Promise<typeof import("../chat")> {
    const url = this.origin.base + __CHAT__ + (this.#tries ? `?${this.#tries}` : "");
    try {
      return await import(/* @vite-ignore */ url);
    } catch (error) {
      this.#tries += 1;
      throw error;
    }
  }

  async #load(): Promise<void> {
    const parts = this.#parts;
    if (!parts) return;
    this.#chat ??= this.#mount(parts);
    try {
      const chat = await this.#chat;
      if (parts.panel.isOpen) chat.focus();
    } catch {
      this.#chat = undefined;
      parts.panel.fail();
      this.emitter.emit("error", { problem: "unreachable", status: 0 });
    }
  }

  async #mount(parts: Parts): Promise<MountedChat> {
    const { options, panel, launcher } = parts;
    const { base, site } = this.origin;
    const { mount, visitorTransport } = await this.#code();
    this.#ends.signal.throwIfAborted();
    const chat = mount(panel.container(), {
      ...options,
      transport: visitorTransport({ base, site, landing: this.#landing }),
      close: () => this.close(),
      notify: ({ type, ...detail }) => {
        if (type === "message" && "role" in detail && detail.role === "assistant" && !panel.isOpen) launcher.countUnread();
        this.emitter.emit(type, detail);
      },
    });
    chat.prefill(this.#prefill);
    return chat;
  }
}
