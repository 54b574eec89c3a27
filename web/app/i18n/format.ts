import { formatter } from "./formatter";
import { language, t } from "./translate";

const STEPS = [
  ["minute", 60],
  ["hour", 3600],
  ["day", 86_400],
] as const;

/** How long ago a moment was ("5 minutes ago"); a date once it is a week old. */
export function ago(moment: string, now = Date.now()): string {
  const seconds = Math.max(0, (now - Date.parse(moment)) / 1000);
  if (seconds < 45) return t("time.now");
  if (seconds > 7 * 86_400) return shortDate(moment);
  // 45 seconds and more are called a minute, so the smallest step is taken at once.
  const [unit, size] = STEPS.findLast(([, size]) => seconds >= size) ?? STEPS[0];
  const format = formatter(Intl.RelativeTimeFormat, language.value, { numeric: "auto", style: "short" });
  return format.format(-Math.max(1, Math.floor(seconds / size)), unit);
}

/** In how much time ("in 40 seconds"); never less than it is. */
export function within(seconds: number): string {
  const [unit, size] = STEPS.findLast(([, size]) => seconds > 2 * size) ?? (["second", 1] as const);
  return formatter(Intl.RelativeTimeFormat, language.value, {}).format(Math.ceil(seconds / size), unit);
}

/** A moment in full, in the reader's own time zone. */
export const dateTime = (moment: string) =>
  formatter(Intl.DateTimeFormat, language.value, { dateStyle: "medium", timeStyle: "short" }).format(new Date(moment));

/** A day without its year, unless that is another one. */
export function shortDate(moment: string | Date): string {
  const date = new Date(moment);
  const year = date.getFullYear() === new Date().getFullYear() ? {} : ({ year: "numeric" } as const);
  return formatter(Intl.DateTimeFormat, language.value, { day: "numeric", month: "short", ...year }).format(date);
}

/** The time of a day. */
export const time = (moment: string) =>
  formatter(Intl.DateTimeFormat, language.value, { timeStyle: "short" }).format(new Date(moment));

/** A day of the calendar (2026-11-26), which is the same one everywhere. */
export const calendarDay = (day: string) =>
  formatter(Intl.DateTimeFormat, language.value, { day: "numeric", month: "short", timeZone: "UTC" }).format(
    new Date(`${day}T00:00:00Z`),
  );

/** A month of the calendar (2026-11). */
export const calendarMonth = (month: string) =>
  formatter(Intl.DateTimeFormat, language.value, { month: "long", year: "numeric", timeZone: "UTC" }).format(
    new Date(`${month}-01T00:00:00Z`),
  );

export const number = (value: number) => formatter(Intl.NumberFormat, language.value, {}).format(value);

export const compact = (value: number) =>
  formatter(Intl.NumberFormat, language.value, { notation: "compact", maximumFractionDigits: 1 }).format(value);

export const percent = (part: number) =>
  formatter(Intl.NumberFormat, language.value, { style: "percent", maximumFractionDigits: 0 }).format(part);

/** US dollars and cents; an amount below a cent is shown as "< $0.01". */
export function money(microdollars: number): string {
  const isSmall = microdollars > 0 && microdollars < 10_000;
  const written = dollars(isSmall ? 0.01 : microdollars / 1_000_000);
  return isSmall ? `< ${written}` : written;
}

function dollars(amount: number): string {
  return formatter(Intl.NumberFormat, language.value, {
    style: "currency",
    currency: "USD",
    currencyDisplay: "narrowSymbol",
  }).format(amount);
}

/** The name of a language in the language of the page. */
export function languageName(code: string): string {
  try {
    const name = formatter(Intl.DisplayNames, language.value, { type: "language" }).of(code) ?? code;
    return name.charAt(0).toLocaleUpperCase(language.value) + name.slice(1);
  } catch {
    return code;
  }
}

/** The name of a country in the language of the page. */
export function regionName(code: string): string {
  try {
    return formatter(Intl.DisplayNames, language.value, { type: "region" }).of(code) ?? code;
  } catch {
    return code;
  }
}
