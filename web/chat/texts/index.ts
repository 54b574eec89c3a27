import type { Language } from "../language";
import type { Problem } from "../wire/problem";
import type { FieldError } from "../wire/types";
import { en, type Texts } from "./en";
import { ru } from "./ru";

export type { Texts };

export const TEXTS: Record<Language, Texts> = { en, ru };

/** A sentence with its parameters in it. */
export function filled(sentence: string, parameters: Record<string, string | number>): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(parameters[name] ?? ""));
}

const PROBLEMS: Record<string, keyof Texts> = {
  "too-many-requests": "problemTooMany",
  unavailable: "problemUnavailable",
  unreachable: "problemUnreachable",
  "not-found": "problemNotHere",
  "origin-not-allowed": "problemNotHere",
  "too-large": "problemTooLarge",
  "speech-not-understood": "problemNotUnderstood",
  validation: "problemInvalid",
};

/** Why something failed, in one sentence. */
export function reasonOf(problem: Problem, texts: Texts): string {
  return texts[PROBLEMS[problem.slug] ?? (problem.status === 403 ? "problemNotHere" : "problemInternal")];
}

/** What is wrong with a field; a code that this build does not know speaks in the server's words. */
export function complaintOf({ field, code, detail }: FieldError, texts: Texts): string {
  if (code === "missing" && field === "phone") return texts.codeContact;
  if (code === "missing" || code === "empty") return texts.codeMissing;
  if (code === "too_long") return texts.codeTooLong;
  if (code !== "invalid") return detail || texts.codeInvalid;
  return field === "email" ? texts.codeEmail : field === "phone" ? texts.codePhone : texts.codeInvalid;
}

/** The day of a moment, in words. */
export function dayOf(moment: string, texts: Texts, language: Language): string {
  const day = new Date(moment);
  if (day.toDateString() === new Date().toDateString()) return texts.today;
  return day.toLocaleDateString(language, { weekday: "long", day: "numeric", month: "long" });
}

/** In how much time ("in 40 seconds"). */
export function within(seconds: number, language: Language): string {
  const format = new Intl.RelativeTimeFormat(language);
  return seconds > 120 ? format.format(Math.ceil(seconds / 60), "minute") : format.format(Math.ceil(seconds), "second");
}
