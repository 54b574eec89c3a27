import { endSession } from "../session/session";
import { discard } from "./assistant";
import { settle } from "./toasts";

/** Ends the session. The page is loaded anew, so that nothing of this owner is left in it for the next one. */
export function signOut(): void {
  settle();
  discard();
  endSession();
  location.hash = "";
  location.reload();
}
