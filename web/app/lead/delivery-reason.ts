import { t } from "../i18n/translate";

/** How the server begins to say why Telegram did not take a message, and what that means for an owner. */
const REASONS = [
  ["no Telegram chat is set", "reason.no_chat"],
  ["the chat does not take messages", "reason.blocked"],
  ["the chat has moved", "reason.moved"],
  ["Telegram does not know this bot token", "reason.token"],
  ["Telegram asks to wait", "reason.busy"],
  ["Telegram cannot be reached", "reason.unreachable"],
  ["Telegram did not answer in time", "reason.unreachable"],
  ["no attempt came to its end", "reason.unreachable"],
] as const;

/** Why the last attempt failed, in the language of the page where the reason is a known one. */
export function deliveryReason(reason: string): string {
  const known = REASONS.find(([beginning]) => reason.startsWith(beginning));
  return known ? t(known[1]) : reason;
}
