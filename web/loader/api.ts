import type { Prefill } from "../chat/events";
import type { EventName, Listener } from "./emitter";
import type { Widget } from "./widget";

type Call = [method: string, ...values: unknown[]];

/** What a page may call. Until the script is there, calls are pushed to an array of that name and made later. */
interface Api {
  open(): void;
  close(): void;
  toggle(): void;
  destroy(): void;
  on(event: EventName, listener: Listener): void;
  off(event: EventName, listener: Listener): void;
  prefill(values: string | Prefill): void;
}

interface Leadline extends Api {
  /** The widget of one of several sites on a page. */
  get(site: string): Api | undefined;
  push(...calls: Call[]): void;
  q: { push(...calls: Call[]): void };
  widgets: Map<string, Widget>;
}

declare global {
  interface Window {
    Leadline?: Leadline | Call[] | { q: Call[] };
  }
}

/** All widgets of the page by their site; the API speaks to the first. A second copy of this script finds what the first has made. */
export function widgets(): Map<string, Widget> {
  const before = window.Leadline;
  if (before && "widgets" in before) return before.widgets;
  const all = new Map<string, Widget>();
  const queue = Array.isArray(before) ? before : (before?.q ?? []);
  const api = apiOf(() => all.values().next().value);
  const push = (...calls: Call[]) => {
    for (const [method, ...values] of calls) {
      const call = api[method as keyof Api] as ((...values: unknown[]) => void) | undefined;
      call?.(...values);
    }
  };
  const get = (site: string) => (all.has(site) ? apiOf(() => all.get(site)) : undefined);
  window.Leadline = { ...api, get, push, q: { push }, widgets: all };
  // The widget of this script comes first.
  queueMicrotask(() => push(...queue));
  return all;
}

function apiOf(widget: () => Widget | undefined): Api {
  return {
    open: () => widget()?.open(),
    close: () => widget()?.close(),
    toggle: () => widget()?.toggle(),
    destroy: () => widget()?.destroy(),
    on: (event, listener) => widget()?.emitter.on(event, listener),
    off: (event, listener) => widget()?.emitter.off(event, listener),
    prefill: (values) => widget()?.prefill(typeof values === "string" ? { message: values } : values),
  };
}
