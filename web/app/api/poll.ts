import { attended } from "../state/attended";

const LONGEST_PAUSE = 60_000;
/** Where nobody is there to see it. Each look is paid for, and those of pages that stand open would be most of all requests. */
const UNATTENDED_PAUSE = 20_000;

/** Looks at something of the server's again and again. */
export interface Poll {
  /** Looks at once; a look in progress is followed by another. */
  now: () => Promise<void>;
  /** As `now`, once the page has changed what it looks at: the look in progress is out of date. */
  changed: () => Promise<void>;
}

/**
 * Runs `work` now and again while the page is visible: seldom where nobody uses it, and at once when somebody comes back. Failures double
 * the pause.
 *
 * @param work says whether it went well; what it brings is of use only while `current()`, and otherwise it runs again
 * @param every milliseconds between runs, while somebody is there
 * @param signal ends them
 */
export function poll(work: (current: () => boolean) => Promise<boolean>, every: () => number, signal: AbortSignal): Poll {
  let timer: ReturnType<typeof setTimeout>;
  let failures = 0;
  let running: Promise<void> | null = null;
  let again = false;
  let changes = 0;

  async function run() {
    let well = false;
    try {
      do {
        again = false;
        const before = changes;
        well = await work(() => before === changes);
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

  function changed(): Promise<void> {
    changes += 1;
    return now();
  }

  function plan() {
    clearTimeout(timer);
    const usual = attended.peek() ? every() : Math.max(every(), UNATTENDED_PAUSE);
    const pause = Math.min(usual * 2 ** failures, LONGEST_PAUSE);
    if (!signal.aborted && !document.hidden) timer = setTimeout(now, pause);
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : void now()), { signal });
  window.addEventListener("online", () => void now(), { signal });
  void now();
  const unsubscribe = attended.subscribe((there) => {
    if (!running) void (there ? now() : plan());
  });
  signal.addEventListener("abort", () => {
    unsubscribe();
    clearTimeout(timer);
  });
  return { now, changed };
}
