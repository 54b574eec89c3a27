import { unfinished } from "../state/onboarding";
import type { IconName } from "../ui/Icon";

export interface Destination {
  path: string;
  label: `nav.${"start" | "leads" | "conversations" | "assistant" | "usage" | "try" | "console" | "account"}`;
  icon: IconName;
  /** On a phone it stands in the bar and not in the menu. */
  first?: boolean;
}

/** Where the server keeps messages that would go to Telegram; empty where there is a real bot. */
export const consolePath = document.documentElement.dataset.console ?? "";

/** The pages, in the order of the navigation. */
export function destinations(): Destination[] {
  return [
    ...(unfinished.value ? [{ path: "start", label: "nav.start", icon: "flag" } as const] : []),
    { path: "leads", label: "nav.leads", icon: "inbox", first: true },
    { path: "conversations", label: "nav.conversations", icon: "chat", first: true },
    { path: "assistant", label: "nav.assistant", icon: "assistant", first: true },
    { path: "usage", label: "nav.usage", icon: "chart", first: true },
    { path: "try", label: "nav.try", icon: "send" },
    ...(consolePath ? [{ path: "telegram", label: "nav.console", icon: "telegram" } as const] : []),
    { path: "account", label: "nav.account", icon: "user" },
  ];
}
