import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { type Problem, problemOf } from "../api/problem";

export type Loaded<T> = { state: "loading" } | { state: "failed"; problem: Problem } | { state: "ready"; value: T };

/** What a request brought, for a component: loaded when it appears and whenever `keys` change. */
export function useLoaded<T>(load: (signal: AbortSignal) => Promise<T>, keys: unknown[]) {
  const result = useSignal<Loaded<T>>({ state: "loading" });
  const attempt = useSignal(0);
  useEffect(() => {
    const cancelled = new AbortController();
    if (result.peek().state === "failed") result.value = { state: "loading" };
    load(cancelled.signal)
      .then((value) => {
        if (!cancelled.signal.aborted) result.value = { state: "ready", value };
      })
      .catch((error) => {
        const problem = problemOf(error);
        if (problem && !cancelled.signal.aborted) result.value = { state: "failed", problem };
      });
    return () => cancelled.abort();
  }, [...keys, attempt.value]);
  return {
    result,
    retry: () => {
      attempt.value += 1;
    },
  };
}
