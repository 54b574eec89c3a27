import { type Signal, signal } from "@preact/signals";
import type { Texts } from "../texts";
import type { Problem } from "../wire/problem";
import type { ContactForm, Role } from "../wire/types";

/** "waiting": for the network to come back. */
export type Delivery = "sent" | "sending" | "waiting" | "failed";

export interface MessageEntry {
  kind: "message";
  id: string;
  key: string;
  role: Role;
  text: string;
  spoken: boolean;
  /** RFC 3339 */
  at: string;
  delivery: Delivery;
  problem?: Problem;
}

export interface FormEntry {
  kind: "form";
  id: string;
  key: string;
  form: ContactForm;
  /** What has been written into it. */
  draft: Record<string, string>;
  /** The visitor asked for it, so that the keyboard goes there. */
  focus: boolean;
}

export interface LeadEntry {
  kind: "lead";
  id: "lead";
}

export interface NoteEntry {
  kind: "note";
  id: string;
  text: keyof Texts;
}

export type Entry = MessageEntry | FormEntry | LeadEntry | NoteEntry;

/** What is shown, from the oldest to the newest. */
export class Entries {
  readonly list: Signal<readonly Entry[]> = signal([]);

  add(...entries: Entry[]): void {
    this.list.value = [...this.list.value, ...entries];
  }

  addBefore(...entries: Entry[]): void {
    this.list.value = [...entries, ...this.list.value];
  }

  remove(wanted: (entry: Entry) => boolean): void {
    this.list.value = this.list.value.filter((entry) => !wanted(entry));
  }

  change(id: string, change: Partial<MessageEntry>): void {
    this.list.value = this.list.value.map((entry) =>
      entry.id === id && entry.kind === "message" ? { ...entry, ...change } : entry,
    );
  }

  messages(): MessageEntry[] {
    return this.list.value.filter((entry) => entry.kind === "message");
  }

  form(): FormEntry | undefined {
    return this.list.value.find((entry) => entry.kind === "form");
  }
}
