export const EVENTS = ["ready", "open", "close", "message", "lead", "error"] as const;
export type EventName = (typeof EVENTS)[number];
export type Listener = (detail: unknown) => void;

/** Who listens to a widget. */
export class Emitter {
  #listeners = new Map<EventName, Set<Listener>>();
  #ready = false;

  on(event: EventName, listener: Listener): void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(listener));
    // Who comes late has not missed it.
    if (event === "ready" && this.#ready) this.#call(listener, undefined);
  }

  off(event: EventName, listener: Listener): void {
    this.#listeners.get(event)?.delete(listener);
  }

  emit(event: EventName, detail?: unknown): void {
    if (event === "ready") this.#ready = true;
    for (const listener of this.#listeners.get(event) ?? []) this.#call(listener, detail);
  }

  /** A fault in the page's code is the page's to see, and does not stop the widget. */
  #call(listener: Listener, detail: unknown): void {
    try {
      listener(detail);
    } catch (error) {
      reportError(error);
    }
  }
}
