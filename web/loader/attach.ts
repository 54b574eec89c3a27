/** How soon a host that was taken out comes back, in milliseconds: later than whoever replaces the page, and never in a loop with them. */
const PAUSE = 50;

/** Waits for the body; the script may stand in the head. */
export async function bodyReady(): Promise<void> {
  if (document.body) return;
  await new Promise((resolve) => document.addEventListener("DOMContentLoaded", resolve, { once: true }));
}

/** Keeps an element in the body until `ends`: routers replace the children of a body, or the body. */
export function attach(host: HTMLElement, ends: AbortSignal): void {
  let timer = 0;
  const observer = new MutationObserver(() => {
    if (host.isConnected) watch();
    else {
      clearTimeout(timer);
      timer = window.setTimeout(put, PAUSE);
    }
  });
  function watch() {
    observer.disconnect();
    // Only the two places from which it can go: what happens deeper in a page is none of ours and costs time.
    observer.observe(document.documentElement, { childList: true });
    if (document.body) observer.observe(document.body, { childList: true });
  }
  function put() {
    if (!host.isConnected) document.body?.append(host);
    watch();
  }
  put();
  ends.addEventListener("abort", () => {
    clearTimeout(timer);
    observer.disconnect();
    host.remove();
  });
}
