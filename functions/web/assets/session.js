import { storage } from "./storage.js";

const KEY = "leadline.token";
// Of the tab, not of the browser: closing the tab signs out.
const kept = storage("sessionStorage");

/** Tells `ended` when the server no longer accepts the token. */
export const sessionEvents = new EventTarget();

/** The access token, or null when nobody is signed in. */
export function token() {
  return kept.get(KEY);
}

/** Keeps the access token of the one who signed in. */
export function startSession(accessToken) {
  kept.set(KEY, accessToken);
}

/** Forgets the token. */
export function endSession() {
  kept.set(KEY, null);
}

/** Forgets a token the server refused and lets the page say so. */
export function expireSession() {
  endSession();
  sessionEvents.dispatchEvent(new Event("ended"));
}
