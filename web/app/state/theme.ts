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

// What the browser paints around the page follows the system by the media of these, and a choice overrides both.
const frames = [...document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')].map((meta) => ({
  meta,
  color: meta.content,
}));

/** The colours follow `color-scheme`, and the style sheet sets that by this attribute. */
effect(() => {
  document.documentElement.dataset.theme = theme.value;
  for (const [index, { meta, color }] of frames.entries()) {
    const chosen = frames[theme.value === "dark" ? 1 : theme.value === "light" ? 0 : index];
    meta.content = chosen?.color ?? color;
  }
  device.set(KEY, theme.value === "auto" ? null : theme.value);
});
