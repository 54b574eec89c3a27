import { computed, signal } from "@preact/signals";
import { render } from "preact";
import { readableOn } from "./color";
import type { Notify, Prefill } from "./events";
import type { Speech } from "./language";
import { adopt } from "./style";
import { Conversation } from "./talk/conversation";
import { TEXTS } from "./texts";
import { type Chat, ChatProvider, type Draft } from "./view/context";
import { Panel } from "./view/panel";
import { VoiceInput } from "./voice/voice-input";
import type { Transport } from "./wire/transport";
import type { Config } from "./wire/types";

export type { ChatEvent, Notify, Prefill } from "./events";
export { speechOf } from "./language";
export type { Transport } from "./wire/transport";
export { visitorTransport } from "./wire/visitor";

export interface MountOptions {
  transport: Transport;
  config: Config;
  speech: Speech;
  /** Hears what happens. */
  notify?: Notify;
  /** Shows a button that closes the chat, and is called by it. */
  close?: () => void;
}

export interface MountedChat {
  /** Moves the keyboard into the input; on a touch screen only to the conversation, since a keyboard would cover half of it. */
  focus(): void;
  prefill(prefill: Prefill): void;
  /** Shows other settings at once, and speaks another language: for a preview. */
  configure(config: Config, speech: Speech): void;
  /** Is told that the chat is out of sight: what is being recorded is thrown away. */
  hide(): void;
  /** Takes away everything, with all listeners and requests. */
  destroy(): void;
}

/**
 * Shows the chat in a container, which it fills, and opens the conversation. What is inside is in a shadow root, out of reach of the
 * page's styles; the container is a `div` with a size of its own.
 *
 * A company's site has it from the loader, with `visitorTransport`. The owner's app tries the assistant with the very same chat, and with
 * the transport of `wire/owner`, which visitors need not load:
 *
 *     const speech = { language: "en", direction: "ltr" };
 *     const chat = mount(container, {
 *       transport: ownerTransport({ base: "./", token: () => accessToken, visitor: "try-1" }),
 *       config, // as `GET api/widget/config` gives it
 *       speech,
 *       notify: (event) => event.type === "lead" && refreshLeads(),
 *     });
 *     chat.configure({ ...config, widget: { ...config.widget, color: "#7a3cff" } }, speech);
 *
 * For another conversation, destroy it and mount it anew. A transport that answers from memory makes a preview that asks no server.
 */
export function mount(
  container: HTMLElement,
  { transport, config: given, speech, notify = () => undefined, close }: MountOptions,
): MountedChat {
  const root = container.shadowRoot ?? container.attachShadow({ mode: "open" });
  const view = document.createElement("div");
  view.className = "chat";
  adopt(root);
  root.replaceChildren(view);

  const config = signal(given);
  const draft = signal<Draft>({ text: "", spoken: false });
  const conversation = new Conversation(transport, config, notify);
  const focusInput = () => setTimeout(() => root.querySelector<HTMLElement>(".input")?.focus());
  const voice = new VoiceInput(transport, (words) => {
    const before = draft.value.text.trim();
    draft.value = { text: before ? `${before} ${words}` : words, spoken: true };
    focusInput();
  });
  const chat: Omit<Chat, "language" | "texts"> = {
    conversation,
    voice,
    config,
    draft,
    title: computed(() => config.value.widget.title || config.value.company_name),
    close,
    focusInput,
  };

  const paint = ({ widget: { color, theme } }: Config) => {
    view.dataset.theme = theme;
    view.style.setProperty("--brand", color);
    view.style.setProperty("--on-brand", readableOn(color));
  };
  const show = ({ language, direction }: Speech) => {
    view.lang = language;
    view.dir = direction;
    render(
      <ChatProvider value={{ ...chat, language, texts: TEXTS[language] }}>
        <Panel />
      </ChatProvider>,
      view,
    );
  };
  const ends = new AbortController();
  addEventListener("online", () => conversation.setOnline(true), { signal: ends.signal });
  addEventListener("offline", () => conversation.setOnline(false), { signal: ends.signal });
  paint(given);
  show(speech);
  void conversation.open();

  return {
    focus() {
      const touch = matchMedia("(pointer: coarse)").matches;
      root.querySelector<HTMLElement>(touch ? ".scroller" : ".input")?.focus();
    },
    prefill({ message, ...contact }) {
      if (message !== undefined) draft.value = { text: message, spoken: false };
      conversation.known = { ...conversation.known, ...contact };
    },
    configure(next, spoken) {
      config.value = next;
      paint(next);
      show(spoken);
    },
    hide: () => voice.hush(),
    destroy() {
      ends.abort();
      voice.destroy();
      conversation.destroy();
      render(null, view);
      view.remove();
    },
  };
}
