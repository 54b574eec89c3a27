export interface Storage {
  get(key: string): string | null;
  set(key: string, value: string | null): void;
}

/** Web storage that never throws: a private mode or a policy may refuse it, and then the values live until the page is closed. */
export function storage(kind: "localStorage" | "sessionStorage"): Storage {
  const memory = new Map<string, string>();
  return {
    get(key) {
      try {
        return window[kind].getItem(key) ?? memory.get(key) ?? null;
      } catch {
        return memory.get(key) ?? null;
      }
    },
    set(key, value) {
      memory.delete(key);
      try {
        if (value === null) window[kind].removeItem(key);
        else window[kind].setItem(key, value);
      } catch {
        if (value !== null) memory.set(key, value);
      }
    },
  };
}

/** Of the browser: what was chosen once. */
export const device = storage("localStorage");
/** Of the tab. */
export const tab = storage("sessionStorage");
