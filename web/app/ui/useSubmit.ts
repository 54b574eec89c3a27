import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";

import type { FieldProblem } from "../api/contract";
import { type Problem, problemOf } from "../api/problem";
import { fieldSentence, sentenceOf } from "../i18n/problem-text";

/**
 * Sends a form: once at a time, and what the server refuses is shown where it was typed.
 *
 * @param fields the names under which the form shows errors itself; all others go into `alert`
 */
export function useSubmit(fields: string[]) {
  const form = useRef<HTMLFormElement>(null);
  const busy = useSignal(false);
  const problem = useSignal<Problem | null>(null);
  const mended = useSignal<string[]>([]);

  const errors = (): FieldProblem[] => problem.value?.errors.filter(({ field }) => !mended.value.includes(field)) ?? [];

  async function run(work: () => Promise<void>): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    problem.value = null;
    mended.value = [];
    try {
      await work();
    } catch (error) {
      problem.value = problemOf(error);
      // The marks are there once the form has been painted anew.
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
    } finally {
      busy.value = false;
    }
  }

  return {
    form,
    busy,
    run,
    /** What is wrong with a field. */
    errorOf(name: string): string | undefined {
      const error = errors().find(({ field }) => field === name);
      return error && fieldSentence(error);
    },
    /** The field has been changed: what was wrong with it is not said any more. */
    touch(name: string) {
      if (problem.value) mended.value = [...mended.value, name];
    },
    /** What is wrong with the whole. */
    alert(): string {
      const found = problem.value;
      if (!found) return "";
      const elsewhere = found.errors.filter(({ field }) => !fields.includes(field));
      if (found.errors.length > 0 && elsewhere.length === 0) return "";
      return elsewhere[0] ? fieldSentence(elsewhere[0]) : sentenceOf(found);
    },
  };
}
