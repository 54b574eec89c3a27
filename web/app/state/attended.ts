import { signal } from "@preact/signals";

/** Milliseconds after which nobody is taken to be there who has not touched the page. */
const LEAVES_AFTER = 60_000;

/** Whether somebody uses the page, or has a minute ago. It may stand open on a second screen all day. */
export const attended = signal(true);

let leaving: ReturnType<typeof setTimeout>;

function touched(): void {
  clearTimeout(leaving);
  leaving = setTimeout(() => {
    attended.value = false;
  }, LEAVES_AFTER);
  attended.value = true;
}

for (const event of ["pointermove", "pointerdown", "keydown", "wheel", "focus"]) {
  window.addEventListener(event, touched, { passive: true });
}
touched();
