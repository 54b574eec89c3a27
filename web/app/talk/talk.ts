import { signal } from "@preact/signals";

import { sendContact } from "../api/chat";
import type { ChatLead, ChatResponse, ContactForm } from "../api/contract";
import { type Problem, problemOf } from "../api/problem";
import { refresh } from "../state/leads";
import { lookAtProgress } from "../state/onboarding";
import { type Turn, takeTurn } from "./turn";
import { uuid } from "./uuid";

export type Line =
  | { kind: "visitor"; id: string; text: string; turn: Turn; problem: Problem | null }
  | { kind: "assistant"; id: string; text: string; fallback: boolean }
  | { kind: "lead"; id: string; lead: ChatLead }
  | { kind: "form"; id: string; form: ContactForm };

/** A talk in which the owner plays a visitor. */
export class Talk {
  readonly lines = signal<Line[]>([]);
  /** The answer as far as it has come; null while none is on its way. */
  readonly coming = signal<string | null>(null);

  #visitorId = uuid();
  #queue = Promise.resolve();
  #left = new AbortController();

  /** Begins anew as another visitor. */
  restart(): void {
    this.#left.abort();
    this.#left = new AbortController();
    this.#queue = Promise.resolve();
    this.#visitorId = uuid();
    this.lines.value = [];
    this.coming.value = null;
  }

  say(text: string): void {
    const turn = { visitorId: this.#visitorId, text, key: uuid() };
    this.#add({ kind: "visitor", id: turn.key, text, turn, problem: null });
    this.#enqueue(turn);
  }

  retry(turn: Turn): void {
    this.#fail(turn, null);
    this.#enqueue(turn);
  }

  /** @throws {Problem} what is wrong with the form */
  async sendForm(id: string, fields: Record<string, string>): Promise<void> {
    // One key for one form: sent again after a broken line, it is one contact.
    const answer = await sendContact(this.#visitorId, fields, id);
    this.lines.value = this.lines.value.filter((line) => line.id !== id);
    this.#take({ ...answer, fallback: false });
  }

  /** Turns go one after another, as they would from a real visitor. */
  #enqueue(turn: Turn): void {
    const { signal } = this.#left;
    this.#queue = this.#queue.then(() => this.#send(turn, signal));
  }

  async #send(turn: Turn, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    this.coming.value = "";
    try {
      const answer = await takeTurn(turn, (text) => this.#show(text, signal), signal);
      if (!signal.aborted) this.#take(answer);
    } catch (error) {
      if (signal.aborted) return;
      const problem = problemOf(error);
      this.#fail(turn, problem);
      if (problem?.form) this.#add({ kind: "form", id: uuid(), form: problem.form });
    } finally {
      if (!signal.aborted) this.coming.value = null;
    }
  }

  #show(text: string, signal: AbortSignal): void {
    if (!signal.aborted) this.coming.value = text;
  }

  #take({ reply, message_id, lead, fallback = false, form }: ChatResponse): void {
    this.coming.value = null;
    this.#add({ kind: "assistant", id: `reply-${message_id}`, text: reply, fallback });
    if (lead) this.#add({ kind: "lead", id: `lead-${message_id}`, lead });
    if (form) this.#add({ kind: "form", id: uuid(), form });
    if (lead) void refresh();
    void lookAtProgress();
  }

  #add(line: Line): void {
    // At most one form is open, the newest.
    const others = line.kind === "form" ? this.lines.value.filter(({ kind }) => kind !== "form") : this.lines.value;
    this.lines.value = [...others, line];
  }

  #fail(turn: Turn, problem: Problem | null): void {
    this.lines.value = this.lines.value.map((line) =>
      line.kind === "visitor" && line.turn === turn ? { ...line, problem } : line,
    );
  }
}

/** The one of this page: it goes on where it was left, on whatever page it is shown. */
export const ownTalk = new Talk();
