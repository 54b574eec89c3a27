import type { en } from "./en";
import type { ru } from "./ru";

/** Forms of a sentence by Intl.PluralRules. English has no `few` and no `many`. */
export interface Plural {
  one: string;
  few?: string;
  many?: string;
  other: string;
}

export type En = typeof en;

/** What every language has to say: a key that is missing does not compile. */
export type Dictionary = { [K in keyof En]: En[K] extends string ? string : Plural };

/** The same with the forms that Russian needs. */
export type RussianDictionary = { [K in keyof En]: En[K] extends string ? string : Required<Plural> };

/** The names between braces. */
export type Placeholders<Sentence> = Sentence extends `${string}{${infer Name}}${infer Rest}` ? Name | Placeholders<Rest> : never;

type Same<A, B> = [A, B] extends [B, A] ? true : false;
type Different = {
  [K in keyof En]: Same<Placeholders<En[K]>, Placeholders<(typeof ru)[K]>> extends true ? never : K;
}[keyof En];
type None<T extends never> = T;

/** A parameter that only one of the languages names does not compile either. */
export type DifferentPlaceholders = None<Different>;
