/** Waits; an end of `signal` ends the wait with its reason. */
export function pause(seconds, signal) {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const timer = setTimeout(resolve, seconds * 1000);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}

/**
 * Tells `tick` how many seconds are left: at once and then every second, down to zero.
 *
 * @param {number} seconds
 * @param {(left: number) => void} tick
 * @param {AbortSignal} signal
 */
export function countdown(seconds, tick, signal) {
  // By the clock: in a tab behind others timers are late.
  const end = Date.now() + seconds * 1000;
  function step() {
    if (signal.aborted) return;
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    tick(left);
    if (left > 0) setTimeout(step, 1000);
  }
  step();
}
