import type { Assistant, AssistantSettings, Onboarding, TelegramLink, Usage } from "./contract";
import { request } from "./request";

// The bot is asked to send a message before the answer.
const TELEGRAM_TIMEOUT = 40_000;

export const findAssistant = (signal?: AbortSignal) => request<Assistant>("GET", "api/assistant", { signal });

export const saveAssistant = (settings: AssistantSettings) => request<Assistant>("PUT", "api/assistant", { json: settings });

/** Sends a test message to the chat and links it if the message arrived. */
export const linkTelegram = (chatId: string) =>
  request<TelegramLink>("PUT", "api/assistant/telegram", { json: { chat_id: chatId }, timeout: TELEGRAM_TIMEOUT });

export const unlinkTelegram = () => request<null>("DELETE", "api/assistant/telegram");

export const testTelegram = () => request<TelegramLink>("POST", "api/assistant/telegram/test", { timeout: TELEGRAM_TIMEOUT });

export const onboarding = (signal?: AbortSignal) => request<Onboarding>("GET", "api/assistant/onboarding", { signal });

export const usage = (signal?: AbortSignal) => request<Usage>("GET", "api/usage", { signal });
