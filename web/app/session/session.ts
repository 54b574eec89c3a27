import { signal } from "@preact/signals";

import type { Account } from "../api/contract";
import { device, tab } from "./storage";

const KEY = "leadline.token";

/** The access token; null when nobody is signed in. */
export const token = signal<string | null>(tab.get(KEY) ?? device.get(KEY));

/** Who is signed in, once the server has said so. */
export const account = signal<Account | null>(null);

/** Whether the server has refused the token: the page waits for its owner to sign in again. */
export const expired = signal(false);

/** Whether the page was opened with a token that is no longer good. */
export const tooLate = signal(false);

const waiting: { resolve: () => void; reject: () => void }[] = [];

/** Keeps the token, in this tab or, if `stay`, on this device. */
export function startSession(accessToken: string, stay: boolean): void {
  tab.set(KEY, stay ? null : accessToken);
  device.set(KEY, stay ? accessToken : null);
  token.value = accessToken;
  expired.value = false;
  tooLate.value = false;
  for (const { resolve } of waiting.splice(0)) resolve();
}

/** Signs out. What waits for a new token is given up. */
export function endSession(): void {
  tab.set(KEY, null);
  device.set(KEY, null);
  token.value = null;
  account.value = null;
  expired.value = false;
  for (const { reject } of waiting.splice(0)) reject();
}

/** Whether this device, and not only this tab, keeps the session. */
export const staysSignedIn = (): boolean => device.get(KEY) !== null;

/** Asks the owner to sign in again; resolves once there is another token than the refused one, and rejects if the owner leaves instead. */
export function signedInAgain(refused: string): Promise<void> {
  // A late 401 of an older token must not end a session that has begun since.
  if (refused !== token.value) return Promise.resolve();
  if (account.value === null) {
    // Nothing has been shown or typed yet, so there is nothing to keep.
    endSession();
    tooLate.value = true;
    return Promise.reject();
  }
  expired.value = true;
  return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
}
