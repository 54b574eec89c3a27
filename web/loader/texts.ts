import type { Language } from "../chat/language";

interface Texts {
  open: string;
  close: string;
  dismiss: string;
  unread: string;
  loading: string;
  failed: string;
  retry: string;
}

/** What is said before the chat is there. */
export const TEXTS: Record<Language, Texts> = {
  en: {
    open: "Open the chat",
    close: "Close the chat",
    dismiss: "Dismiss",
    unread: "new messages",
    loading: "Loading the chat…",
    failed: "The chat could not be loaded.",
    retry: "Try again",
  },
  ru: {
    open: "Открыть чат",
    close: "Закрыть чат",
    dismiss: "Скрыть",
    unread: "новые сообщения",
    loading: "Чат загружается…",
    failed: "Чат не загрузился.",
    retry: "Повторить",
  },
};
