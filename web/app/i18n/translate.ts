import { computed, signal } from "@preact/signals";
import { device } from "../session/storage";
import type { Dictionary, En, Placeholders, Plural } from "./dictionary";
import { formatter } from "./formatter";

export type Language = "en" | "ru";
export const LANGUAGES: Language[] = ["ru", "en"];

type Key = keyof En;
/** Keys of sentences that stay the same whatever is counted. */
export type TextKey = { [K in Key]: En[K] extends string ? K : never }[Key];
type PluralKey = Exclude<Key, TextKey>;
/** What the page needs to know for a sentence; nothing where it names nothing. */
type Values<Names extends string> = [Names] extends [never] ? [] : [Record<Names, string | number>];

const KEY = "leadline.language";
const LOADERS: Record<Language, () => Promise<Dictionary>> = {
  en: async () => (await import("./en")).en,
  ru: async () => (await import("./ru")).ru,
};

const current = signal<{ language: Language; dictionary: Dictionary } | null>(null);

/** The language of the page. */
export const language = computed<Language>(() => current.value?.language ?? "en");

function isLanguage(value: string | null): value is Language {
  return LANGUAGES.includes(value as Language);
}

/** What was chosen on this device, then what the account says, then what the browser prefers. */
export function preferredLanguage(ofAccount: string | null = null): Language {
  const chosen = device.get(KEY);
  if (isLanguage(chosen)) return chosen;
  if (isLanguage(ofAccount)) return ofAccount;
  return navigator.language.toLowerCase().startsWith("ru") ? "ru" : "en";
}

/** Shows the page in a language. */
export async function speak(wanted: Language): Promise<void> {
  const dictionary = await LOADERS[wanted]();
  current.value = { language: wanted, dictionary };
  document.documentElement.lang = wanted;
}

/** The same, and remembers it on this device; not where it could not be shown. */
export async function chooseLanguage(chosen: Language): Promise<void> {
  await speak(chosen);
  device.set(KEY, chosen);
}

/** Whether there is a sentence under this key. */
export function has(key: string): key is TextKey {
  return typeof current.value?.dictionary[key as Key] === "string";
}

/** The sentence under a key. */
export function t<K extends TextKey>(key: K, ...values: Values<Placeholders<En[K]>>): string {
  return filled((current.value?.dictionary[key] as string | undefined) ?? key, values[0]);
}

/** The sentence for a number, which it names `{count}`. */
export function plural<K extends PluralKey>(key: K, count: number): string {
  const forms = current.value?.dictionary[key] as Plural;
  const form = forms[formatter(Intl.PluralRules, language.value, {}).select(count) as keyof Plural] ?? forms.other;
  return filled(form, { count: formatter(Intl.NumberFormat, language.value, {}).format(count) });
}

function filled(sentence: string, values: Record<string, string | number> = {}): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}
