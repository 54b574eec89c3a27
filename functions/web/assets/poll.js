const LONGEST_PAUSE = 60_000;

/**
 * Runs `work` now and again while the page is visible; failures double the pause.
 *
 * @param {() => Promise<boolean>} work says whether it went well
 * @param {{every: number, signal: AbortSignal}} options milliseconds between runs, and what ends them
 * @returns {() => Promise<void>} runs `work` at once; a run in progress is followed by another
 */
export function poll(work, { every, signal }) {
  let timer;
  let pause = every;
  let running = null;
  let again = false;

  async function run() {
    let well = false;
    try {
      do {
        again = false;
        well = await work();
      } while (again && !signal.aborted);
    } finally {
      pause = well ? every : Math.min(pause * 2, LONGEST_PAUSE);
      running = null;
      plan();
    }
  }

  function now() {
    if (running) again = true;
    else {
      clearTimeout(timer);
      running = run();
    }
    return running;
  }

  function plan() {
    clearTimeout(timer);
    if (!signal.aborted && !document.hidden) timer = setTimeout(now, pause);
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : now()), { signal });
  signal.addEventListener("abort", () => clearTimeout(timer));
  now();
  return now;
}
