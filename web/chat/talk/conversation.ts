import { batch, type Signal, signal } from "@preact/signals";
import type { ChatEvent, Notify } from "../events";
import { type Problem, problemOf } from "../wire/problem";
import type { Opened, Transport } from "../wire/transport";
import { type ChatResponse, CONTACT_FIELDS, type Config, type Contact, type ContactForm } from "../wire/types";
import { deliver, isPassing } from "./deliver";
import { Entries, type FormEntry, type MessageEntry } from "./entries";
import { newKey } from "./key";

export type Phase = "opening" | "ready" | "failed";

/** One visitor's talk with the assistant: what is shown, and what can be done. */
export class Conversation {
  readonly entries = new Entries();
  readonly phase: Signal<Phase> = signal("opening");
  /** Why the conversation could not be opened. */
  readonly closed: Signal<Problem | null> = signal(null);
  /** What has arrived of the answer; null while none is awaited. */
  readonly arriving: Signal<string | null> = signal(null);
  readonly lead: Signal<Contact | null> = signal(null);
  readonly online = signal(navigator.onLine);
  /** What the site told of the visitor; it stands in the form at first. */
  known: Record<string, string> = {};
  #turns: Promise<void> = Promise.resolve();
  #ends = new AbortController();

  constructor(
    readonly transport: Transport,
    readonly config: Signal<Config>,
    readonly notify: Notify,
  ) {}

  async open(): Promise<void> {
    this.phase.value = "opening";
    try {
      const opened = await this.transport.open();
      this.#show(opened);
    } catch (error) {
      const problem = problemOf(error);
      batch(() => {
        this.closed.value = problem;
        this.phase.value = "failed";
      });
      this.#announceFailure(problem);
    }
  }

  #show({ messages, lead }: Opened): void {
    batch(() => {
      this.phase.value = "ready";
      this.closed.value = null;
      const shown = new Set(this.entries.messages().map(({ id }) => id));
      const earlier = messages.filter(({ id }) => !shown.has(id));
      this.entries.addBefore(...earlier.map(stored));
      this.lead.value = lead;
      if (lead && hasContact(lead)) this.#placeLead();
    });
  }

  say(text: string, spoken = false): void {
    const said = message({ role: "visitor", text, spoken, delivery: "sending" });
    this.entries.add(said);
    this.notify({ type: "message", role: "visitor", text });
    this.#enqueue(said);
  }

  /** Sends a message again that was not delivered, under the same key. */
  retry(id: string): void {
    const said = this.entries.messages().find((entry) => entry.id === id);
    if (said && (said.delivery === "failed" || said.delivery === "waiting")) this.#enqueue(said);
  }

  setOnline(online: boolean): void {
    this.online.value = online;
    if (!online) return;
    if (this.phase.value === "failed" && this.closed.value && isPassing(this.closed.value)) void this.open();
    for (const { id, delivery, problem } of this.entries.messages()) {
      if (delivery === "waiting" || (delivery === "failed" && problem && isPassing(problem))) this.retry(id);
    }
  }

  /** Turns go one after another: the next message may answer the question that is on its way. */
  #enqueue({ id }: MessageEntry): void {
    this.entries.change(id, { delivery: "sending" });
    const { signal: ends } = this.#ends;
    this.#turns = this.#turns.then(() => (ends.aborted ? undefined : this.#turn(id, ends)));
  }

  async #turn(id: string, ends: AbortSignal): Promise<void> {
    const said = this.entries.messages().find((entry) => entry.id === id);
    if (!said) return;
    const keyed = { key: said.key };
    this.arriving.value = "";
    try {
      const answer = await deliver(keyed, () => this.#attempt(said, keyed.key, ends), ends);
      if (!ends.aborted) this.#answered(id, answer);
    } catch (error) {
      if (!ends.aborted) this.#failed(id, keyed.key, problemOf(error));
    }
  }

  /** What an earlier attempt showed stays until this one brings something. */
  #attempt({ text, spoken }: MessageEntry, key: string, ends: AbortSignal): Promise<ChatResponse> {
    let arrived = "";
    const progress = {
      delta: (piece: string) => {
        arrived += piece;
        if (!ends.aborted) this.arriving.value = arrived;
      },
      lead: (lead: Contact) => {
        if (!ends.aborted) this.#learn(lead);
      },
    };
    return this.transport.send({ key, text, spoken }, progress, ends);
  }

  #answered(id: string, { reply, lead, form }: ChatResponse): void {
    batch(() => {
      this.arriving.value = null;
      this.phase.value = "ready";
      this.closed.value = null;
      this.entries.change(id, { delivery: "sent" });
      if (reply) this.entries.add(message({ role: "assistant", text: reply }));
      if (lead) {
        this.#learn(lead);
        this.#placeLead();
        if (this.entries.form()?.focus === false) this.closeForm();
      }
      if (form) this.offerForm(form);
    });
    this.notify({ type: "message", role: "assistant", text: reply });
    if (lead) this.notify({ type: "lead", lead });
  }

  #failed(id: string, key: string, problem: Problem): void {
    const waits = isPassing(problem) && !navigator.onLine;
    batch(() => {
      this.arriving.value = null;
      this.entries.change(id, { delivery: waits ? "waiting" : "failed", key, problem });
      if (problem.form) this.offerForm(problem.form);
      else if (problem.status === 429) this.offerForm(this.config.value.form);
    });
    if (!waits) this.#announceFailure(problem);
  }

  /** At most one form is open; a newer one takes over what was typed into the older. */
  offerForm(form: ContactForm, draft: Record<string, string> = {}, focus = false): void {
    const older = this.entries.form();
    this.closeForm();
    const key = older?.key ?? newKey();
    this.entries.add({ kind: "form", id: newKey(), key, form, draft: { ...this.known, ...older?.draft, ...draft }, focus });
  }

  closeForm(): void {
    this.entries.remove(({ kind }) => kind === "form");
  }

  /** @throws {Problem} */
  async sendForm(entry: FormEntry): Promise<void> {
    const written = entry.form.fields.map(({ name }) => [name, (entry.draft[name] ?? "").trim()]);
    const fields: Record<string, string> = Object.fromEntries(written.filter(([, value]) => value));
    const answer = await deliver(entry, () => this.transport.sendForm(fields, entry.key, this.#ends.signal), this.#ends.signal);
    batch(() => {
      this.closeForm();
      this.entries.add({ kind: "note", id: newKey(), text: "formSent" }, message({ role: "assistant", text: answer.reply }));
      this.#learn({ ...fields, ...withoutNulls(answer.lead) });
      this.#placeLead();
    });
    this.notify({ type: "message", role: "assistant", text: answer.reply });
    if (answer.lead) this.notify({ type: "lead", lead: answer.lead });
  }

  /** @throws {Problem} */
  async forgetLead(): Promise<void> {
    await this.transport.forgetLead?.();
    await this.#showStored();
    batch(() => {
      this.lead.value = null;
      // A form that corrects the contacts holds them too.
      this.entries.remove(({ kind }) => kind === "lead" || kind === "form");
      this.entries.add({ kind: "note", id: newKey(), text: "leadDeleted" });
    });
    if (this.arriving.value !== null) void this.#turns.then(() => this.#showStored());
  }

  /** Replaces the messages on the screen by the stored ones, in which deleted contacts are masked. */
  async #showStored(): Promise<void> {
    // Without a network the screen is cleared; the next visit shows the masked messages.
    const opened = await this.transport.reopen?.().catch(() => undefined);
    const messages = opened?.messages ?? [];
    // The message that is being answered is on the screen already.
    const answered = this.arriving.value !== null && messages.at(-1)?.role === "visitor" ? messages.slice(0, -1) : messages;
    batch(() => {
      this.entries.remove((entry) => entry.kind === "message" && entry.delivery === "sent");
      this.entries.addBefore(...answered.map(stored));
    });
  }

  /** @throws {Problem} */
  async forgetVisitor(): Promise<void> {
    await this.transport.forgetVisitor?.();
    this.#ends.abort();
    this.#ends = new AbortController();
    batch(() => {
      this.lead.value = null;
      this.arriving.value = null;
      this.entries.list.value = [{ kind: "note", id: newKey(), text: "forgotten" }];
    });
  }

  destroy(): void {
    this.#ends.abort();
  }

  #learn(lead: Partial<Contact>): void {
    const before = this.lead.value;
    this.lead.value = { name: null, phone: null, email: null, telegram: null, need: null, ...before, ...withoutNulls(lead) };
  }

  #placeLead(): void {
    this.entries.remove(({ kind }) => kind === "lead");
    this.entries.add({ kind: "lead", id: "lead" });
  }

  #announceFailure({ slug, status }: Problem): void {
    const event: ChatEvent = { type: "error", problem: slug, status };
    this.notify(event);
  }
}

const hasContact = ({ phone, email, telegram }: Contact): boolean => Boolean(phone || email || telegram);

function withoutNulls(lead: Partial<Contact> | undefined): Partial<Contact> {
  const known = CONTACT_FIELDS.flatMap((field) => (lead?.[field] ? [[field, lead[field]]] : []));
  return Object.fromEntries(known);
}

/** A message as the server has it. */
const stored = ({ id, role, text, spoken, created_at }: Opened["messages"][number]): MessageEntry =>
  message({ id, role, text, spoken, at: created_at });

function message(facts: Partial<MessageEntry> & Pick<MessageEntry, "role" | "text">): MessageEntry {
  const fresh = {
    kind: "message",
    id: newKey(),
    key: newKey(),
    spoken: false,
    at: new Date().toISOString(),
    delivery: "sent",
  } as const;
  return { ...fresh, ...facts };
}
