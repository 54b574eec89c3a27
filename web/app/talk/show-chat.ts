import { effect, type ReadonlySignal, untracked } from "@preact/signals";

import { type MountedChat, mount, type Notify, type Transport } from "../../chat";
import type { Speech } from "../../chat/language";
import type { Config } from "../../chat/wire/types";
import { language } from "../i18n/translate";

interface Shown {
  /** Null until it is known: the chat appears with it. */
  config: ReadonlySignal<Config | null>;
  transport: Transport;
  notify?: Notify;
}

export interface ShownChat {
  /** Is told that it is out of sight. */
  hide(): void;
  /** Takes it away. */
  destroy(): void;
}

/** Shows the visitors' chat in an element. It follows its settings and the language of the app. */
export function showChat(container: HTMLElement, { config, ...options }: Shown): ShownChat {
  let chat: MountedChat | null = null;
  const unfollow = effect(() => {
    const now = config.value;
    const speech: Speech = { language: language.value, direction: "ltr" };
    if (!now) return;
    // What the chat itself reads on the way is its own.
    untracked(() => {
      if (chat) chat.configure(now, speech);
      else chat = mount(container, { ...options, config: now, speech });
    });
  });
  return {
    hide: () => chat?.hide(),
    destroy() {
      unfollow();
      chat?.destroy();
    },
  };
}
