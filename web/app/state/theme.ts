import { effect, signal } from "@preact/signals";

import { device } from "../session/storage";

export type Theme = "auto" | "light" | "dark";
export const THEMES: Theme[] = ["auto", "light", "dark"];

const KEY = "leadline.theme";

function kept(): Theme {
  const value = device.get(KEY) as Theme;
  return THEMES.includes(value) ? value : "auto";
}

/** Light, dark, or as the system has it. */
export const theme = signal<Theme>(kept());

/** The colours follow `color-scheme`, and the style sheet sets that by this attribute. */
effect(() => {
  document.documentElement.dataset.theme = theme.value;
  device.set(KEY, theme.value === "auto" ? null : theme.value);
});
