/**
 * Web storage that never throws: a private mode or a policy may refuse it, and then
 * the values live in memory until the page is closed.
 *
 * @param {"localStorage" | "sessionStorage"} kind
 * @returns {{get(key: string): string | null, set(key: string, value: string | null): void}}
 */
export function storage(kind) {
  const memory = new Map();
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
