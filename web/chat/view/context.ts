import type { ReadonlySignal, Signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Language } from "../language";
import type { Conversation } from "../talk/conversation";
import type { Texts } from "../texts";
import type { VoiceInput } from "../voice/voice-input";
import type { Config } from "../wire/types";

/** What the visitor has written and not sent. */
export interface Draft {
  text: string;
  spoken: boolean;
}

/** What every part of the chat may need. */
export interface Chat {
  conversation: Conversation;
  voice: VoiceInput;
  config: Signal<Config>;
  draft: Signal<Draft>;
  language: Language;
  texts: Texts;
  title: ReadonlySignal<string>;
  close: (() => void) | undefined;
  /** The button that was pressed goes away: the keyboard goes on in the input. */
  focusInput(): void;
}

const Context = createContext<Chat | null>(null);

export const ChatProvider = Context.Provider;

export function useChat(): Chat {
  const chat = useContext(Context);
  if (!chat) throw new Error("A part of the chat stands outside of it.");
  return chat;
}
