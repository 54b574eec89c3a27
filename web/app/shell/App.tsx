import { useComputed } from "@preact/signals";

import { expired, token } from "../session/session";
import { Welcome } from "../welcome/Welcome";
import { SignInAgain } from "./SignInAgain";
import { Toasts } from "./Toasts";
import { Workspace } from "./Workspace";

export function App() {
  const signedIn = useComputed(() => token.value !== null);
  return (
    <>
      {signedIn.value ? <Workspace /> : <Welcome />}
      {expired.value && <SignInAgain />}
      <Toasts />
    </>
  );
}
