import { signal } from "@preact/signals";

/** Relative times ("5 minutes ago") are written anew this often. */
const AGEING = 30_000;

/** The present, as coarse as relative times are. */
export const now = signal(Date.now());

setInterval(() => {
  now.value = Date.now();
}, AGEING);
