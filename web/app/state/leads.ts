import { computed, signal } from "@preact/signals";

import type { Lead } from "../api/contract";
import { type LeadQuery, leads as loadLeads } from "../api/leads";
import { type Poll, poll } from "../api/poll";
import { type Problem, problemOf } from "../api/problem";

/** Milliseconds between looks at the list: in front of it, and from other pages. */
const NEAR = 4000;
const FAR = 20_000;

export const ANY: LeadQuery = { status: "", q: "", test: "", from: "", to: "" };

interface Shown {
  asked: string;
  items: Lead[];
  cursor: string | null;
  etag: string | null;
}

/** Which leads are asked for. */
export const question = signal<LeadQuery>(ANY);
/** How many at once: a board needs more of them than a list. */
export const pageSize = signal(50);
/** Whether the owner looks at the list. */
export const near = signal(false);

const shown = signal<Shown | null>(null);
/** Why the latest look failed. */
export const failure = signal<Problem | null>(null);
/** Those that came in while the page was open. */
export const arrived = signal<Lead[]>([]);

const asked = () => JSON.stringify([question.value, pageSize.value]);

/** The list as it was last seen; null until the first answer. */
export const items = computed(() => shown.value?.items ?? null);
export const hasMore = computed(() => Boolean(shown.value?.cursor));
/** Whether the list belongs to an earlier question, and its own answer is on the way. */
export const outdated = computed(() => shown.value !== null && shown.value.asked !== asked());

let looks: Poll | null = null;

/** Keeps the list fresh until `signal` ends. */
export function watchLeads(signal: AbortSignal): void {
  looks = poll(
    (current) => look(signal, current),
    () => (near.value ? NEAR : FAR),
    signal,
  );
  signal.addEventListener("abort", () => {
    looks = null;
    shown.value = null;
    failure.value = null;
    arrived.value = [];
    question.value = ANY;
  });
}

/** Looks at once. */
export async function refresh(): Promise<void> {
  await looks?.now();
}

async function look(signal: AbortSignal, current: () => boolean): Promise<boolean> {
  const now = asked();
  const before = shown.value?.asked === now ? shown.value : null;
  try {
    const answer = await loadLeads(question.value, { limit: pageSize.value, etag: before?.etag ?? null, signal });
    // Nobody asks this any more, or it is how things were before; the next look is already due.
    if (now !== asked() || !current()) return true;
    failure.value = null;
    if (answer) take(now, before, answer.page.items, answer.page.next_cursor ?? null, answer.etag);
    return true;
  } catch (error) {
    const problem = problemOf(error);
    if (problem && now === asked()) failure.value = problem;
    return false;
  }
}

function take(now: string, before: Shown | null, fresh: Lead[], cursor: string | null, etag: string | null) {
  if (before) {
    const known = new Set(before.items.map(({ id }) => id));
    const newest = before.items[0]?.created_at ?? "";
    const news = fresh.filter(({ id, created_at }) => !known.has(id) && created_at > newest);
    if (news.length > 0) arrived.value = news;
  }
  shown.value = { asked: now, etag, ...merged(before, fresh, cursor) };
}

/** The first page anew over a list that may hold more pages: its older part stays as it was read. */
function merged(before: Shown | null, fresh: Lead[], cursor: string | null): Pick<Shown, "items" | "cursor"> {
  const last = fresh.at(-1);
  const older = before && cursor && last ? before.items.filter((lead) => lead.created_at < last.created_at) : [];
  return older.length > 0 && before
    ? { items: [...fresh, ...without(older, fresh)], cursor: before.cursor }
    : { items: fresh, cursor };
}

/** Brings the next page. */
export async function more(): Promise<void> {
  const before = shown.value;
  if (!before?.cursor) return;
  const answer = await loadLeads(question.value, { limit: pageSize.value, cursor: before.cursor });
  if (!answer || shown.value?.asked !== before.asked) return;
  const current = shown.value;
  shown.value = {
    ...current,
    items: [...current.items, ...without(answer.page.items, current.items)],
    cursor: answer.page.next_cursor ?? null,
  };
}

/** Puts a lead that the server has just answered with in its place, and looks at the list again. */
export function replaceLead(lead: Lead): void {
  void looks?.changed();
  if (!shown.value) return;
  // The ETag belongs to what was there before.
  shown.value = {
    ...shown.value,
    etag: null,
    items: shown.value.items.map((item) => (item.id === lead.id ? { ...item, ...lead } : item)),
  };
}

function without(leads: Lead[], others: Lead[]): Lead[] {
  const ids = new Set(others.map(({ id }) => id));
  return leads.filter(({ id }) => !ids.has(id));
}
