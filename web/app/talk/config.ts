import { computed } from "@preact/signals";

import type { Config } from "../../chat/wire/types";
import type { Assistant, AssistantSettings } from "../api/contract";
import { language, t } from "../i18n/translate";
import { account } from "../session/session";
import { draft, saved, settingsOf } from "../state/assistant";
import { theme } from "../state/theme";

const STARTERS = ["talk.starter.1", "talk.starter.2", "talk.starter.3"] as const;

/** What the chat works with where visitors meet these settings. */
function configOf({ name, greeting, widget }: AssistantSettings, { company_name, form }: Assistant): Config {
  return {
    company_name,
    name,
    greeting,
    language: account.value?.language ?? language.value,
    // The reader is the owner, whose choice for the app goes before that of the system.
    widget: { ...widget, theme: widget.theme === "auto" ? theme.value : widget.theme },
    form,
  };
}

/** As visitors have it; where there are no quick replies, with questions to begin with. Null until the assistant is loaded. */
export const savedConfig = computed(() => {
  if (!saved.value) return null;
  const config = configOf(settingsOf(saved.value), saved.value);
  const { quick_replies } = config.widget;
  return quick_replies.length > 0
    ? config
    : { ...config, widget: { ...config.widget, quick_replies: STARTERS.map((key) => t(key)) } };
});

/** As visitors would have it, were the draft saved. */
export const draftConfig = computed(() => draft.value && saved.value && configOf(draft.value, saved.value));
