const LONGEST_PAUSE = 60_000;

/**
 * Runs `work` now and again while the page is visible; failures double the pause.
 *
 * @param work says whether it went well
 * @param every milliseconds between runs
 * @param signal ends them
 * @returns runs `work` at once; a run in progress is followed by another
 */
export function poll(work: () => Promise<boolean>, every: () => number, signal: AbortSignal): () => Promise<void> {
  let timer: ReturnType<typeof setTimeout>;
  let failures = 0;
  let running: Promise<void> | null = null;
  let again = false;

  async function run() {
    let well = false;
    try {
      do {
        again = false;
        well = await work();
      } while (again && !signal.aborted);
    } finally {
      failures = well ? 0 : failures + 1;
      running = null;
      plan();
    }
  }

  function now(): Promise<void> {
    if (running) again = true;
    else {
      clearTimeout(timer);
      running = run();
    }
    return running as Promise<void>;
  }

  function plan() {
    clearTimeout(timer);
    const pause = Math.min(every() * 2 ** failures, LONGEST_PAUSE);
    if (!signal.aborted && !document.hidden) timer = setTimeout(now, pause);
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : void now()), { signal });
  window.addEventListener("online", () => void now(), { signal });
  signal.addEventListener("abort", () => clearTimeout(timer));
  void now();
  return now;
}
