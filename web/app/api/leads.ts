import type { Announcement, Lead, LeadDetails, Note, Page, Stats, Status } from "./contract";
import type { TestFilter } from "./conversations";
import { read, request, send } from "./request";

/** Which leads; an empty string asks for nothing. Dates are days (2026-11-26) of the reader's own calendar, both included. */
export interface LeadQuery {
  status: Status | "";
  q: string;
  test: TestFilter;
  from: string;
  to: string;
}

const lead = (id: string) => `api/leads/${encodeURIComponent(id)}`;

/** A page of leads, newest first; null where nothing has changed since the answer that had this ETag. */
export async function leads(
  query: LeadQuery,
  { limit, cursor = "", etag = null, signal }: { limit: number; cursor?: string; etag?: string | null; signal?: AbortSignal },
): Promise<{ page: Page<Lead>; etag: string | null } | null> {
  const headers: Record<string, string> = etag ? { "if-none-match": etag } : {};
  const response = await send("GET", `api/leads?${search(query, { cursor, limit: String(limit) })}`, { headers, signal });
  if (response.status === 304) return null;
  return { page: await read(() => response.json()), etag: response.headers.get("etag") };
}

/** One lead with its conversation, notes, and the source of each value. */
export const findLead = (id: string, signal?: AbortSignal) => request<LeadDetails>("GET", lead(id), { signal });

export const setStatus = (id: string, status: Status) => request<Lead>("PATCH", lead(id), { json: { status } });

export const addNote = (id: string, text: string) => request<Note>("POST", `${lead(id)}/notes`, { json: { text } });

export const deleteNote = (id: string, note: string, keepalive = false) =>
  request<null>("DELETE", `${lead(id)}/notes/${encodeURIComponent(note)}`, { keepalive });

/** Tries again to tell the owner of a lead. */
export const announceAgain = (id: string) => request<Announcement>("POST", `${lead(id)}/announcement`);

export type ExportFormat = "csv" | "xlsx";

/** The same leads as a table for a spreadsheet in that language. */
export async function exportLeads(query: LeadQuery, format: ExportFormat, language: "en" | "ru"): Promise<Blob> {
  const response = await send("GET", `api/leads/export?${search(query, { format, language })}`, {
    timeout: 120_000,
  });
  return read(() => response.blob());
}

export const stats = (from: Date, to: Date, signal?: AbortSignal) =>
  request<Stats>("GET", `api/leads/stats?${new URLSearchParams({ from: from.toISOString(), to: to.toISOString() })}`, { signal });

function search({ status, q, test, from, to }: LeadQuery, more: Record<string, string>): URLSearchParams {
  const values = { status, q: q.trim(), test, from: startOf(from, 0), to: startOf(to, 1), ...more };
  return new URLSearchParams(Object.entries(values).filter(([, value]) => value !== ""));
}

/** When a day begins, `later` days after it, on the reader's clock. */
function startOf(day: string, later: number): string {
  const [year, month, date] = day.split("-").map(Number);
  if (!year || !month || !date) return "";
  return new Date(year, month - 1, date + later).toISOString();
}
