import { signal } from "@preact/signals";

/** WCAG 2.2 has no number; ten seconds are long enough to hear a sentence and to reach the button. */
const SHOWN = 10_000;

export interface Toast {
  id: number;
  text: string;
  kind: "done" | "failed";
  /** What the button beside the text does. */
  action?: { label: string; run: () => void } | undefined;
  /** What happens once the toast goes without its button being pressed. */
  onGone?: (() => void) | undefined;
}

export const toasts = signal<Toast[]>([]);

const timers = new Map<number, ReturnType<typeof setTimeout>>();
let last = 0;

/** Shows a short message for a while. */
export function toast(text: string, options: Partial<Omit<Toast, "id" | "text">> = {}): void {
  last += 1;
  const made = { id: last, text, kind: "done" as const, ...options };
  toasts.value = [...toasts.value, made];
  resume(made.id);
}

/** Takes a message away: its time is over, or its cross was pressed. */
export function dismiss(id: number): void {
  const gone = remove(id);
  gone?.onGone?.();
}

/** Presses the button of a message. */
export function act(id: number): void {
  remove(id)?.action?.run();
}

/** Stops the clock while somebody is at the message. */
export function hold(id: number): void {
  clearTimeout(timers.get(id));
}

/** Starts the clock anew. */
export function resume(id: number): void {
  clearTimeout(timers.get(id));
  timers.set(
    id,
    setTimeout(() => dismiss(id), SHOWN),
  );
}

/** Ends all of them: what was to happen after them happens now. */
export function settle(): void {
  for (const { id } of toasts.value) dismiss(id);
}

function remove(id: number): Toast | undefined {
  const found = toasts.value.find((toast) => toast.id === id);
  clearTimeout(timers.get(id));
  timers.delete(id);
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
  return found;
}

// What was put off until the toast goes must not be lost with the page.
window.addEventListener("pagehide", settle);
