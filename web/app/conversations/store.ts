import { signal } from "@preact/signals";

import type { Conversation } from "../api/contract";
import { conversations as load } from "../api/conversations";
import { type Problem, problemOf } from "../api/problem";
import { query } from "./address";

export const items = signal<Conversation[] | null>(null);
export const problem = signal<Problem | null>(null);
export const cursor = signal<string | null>(null);
/** Erased by the owner, while it can still be taken back. */
export const erased = signal<string[]>([]);

/** Brings the first page; says whether that went well. */
export async function look(signal?: AbortSignal): Promise<boolean> {
  const asked = query.value;
  try {
    const page = await load(asked, signal);
    if (asked !== query.value) return true;
    problem.value = null;
    items.value = page.items;
    cursor.value = page.next_cursor ?? null;
    return true;
  } catch (error) {
    problem.value = problemOf(error);
    return false;
  }
}

/** Brings the next page. */
export async function more(): Promise<void> {
  const asked = query.value;
  if (!cursor.value) return;
  try {
    const page = await load({ ...asked, cursor: cursor.value });
    if (asked !== query.value) return;
    items.value = [...(items.value ?? []), ...page.items];
    cursor.value = page.next_cursor ?? null;
  } catch (error) {
    problem.value = problemOf(error);
  }
}
