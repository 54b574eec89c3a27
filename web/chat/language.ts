export const LANGUAGES = ["en", "ru"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Languages written from right to left, by their primary subtag (BCP 47). */
const RIGHT_TO_LEFT = /^(ar|ckb|dv|fa|he|iw|ps|sd|ug|ur|yi)(-|$)/i;

/** What the widget speaks, and the direction of the page's own language, which may be one that the widget does not speak. */
export interface Speech {
  language: Language;
  direction: "ltr" | "rtl";
}

/**
 * @param asked of the script's own attribute
 * @param fallback of the assistant
 */
export function speechOf(asked: string | undefined, fallback: string): Speech {
  const page = document.documentElement;
  const wanted = [asked, page.lang, ...navigator.languages, fallback];
  const language = wanted.map(supported).find((found) => found !== undefined) ?? "en";
  const written = asked || page.lang;
  const rightToLeft = written ? RIGHT_TO_LEFT.test(written) : page.dir === "rtl";
  return { language, direction: rightToLeft ? "rtl" : "ltr" };
}

function supported(tag: string | undefined): Language | undefined {
  const primary = tag?.toLowerCase().split(/[-_]/)[0];
  return LANGUAGES.find((language) => language === primary);
}
