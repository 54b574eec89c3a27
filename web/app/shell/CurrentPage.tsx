import type { ComponentType } from "preact";

import { Inbox } from "../inbox/Inbox";
import { page } from "../state/route";
import { lazy } from "../ui/lazy";

const PAGES: Record<string, ComponentType> = {
  leads: Inbox,
  start: lazy(async () => (await import("../onboarding/Onboarding")).Onboarding),
  conversations: lazy(async () => (await import("../conversations/Conversations")).Conversations),
  assistant: lazy(async () => (await import("../settings/Settings")).Settings),
  try: lazy(async () => (await import("../talk/TryIt")).TryIt),
  usage: lazy(async () => (await import("../usage/UsagePage")).UsagePage),
  account: lazy(async () => (await import("../account/AccountPage")).AccountPage),
  telegram: lazy(async () => (await import("../console/ConsolePage")).ConsolePage),
};

/** The page that the address names; the inbox where it names none. */
export function CurrentPage() {
  const Shown = PAGES[page.value] ?? Inbox;
  return <Shown />;
}
