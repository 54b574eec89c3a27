import { useSignal } from "@preact/signals";

import { logIn } from "../api/auth";
import { t } from "../i18n/translate";
import { account, startSession, staysSignedIn } from "../session/session";
import { signOut } from "../state/sign-out";
import { Dialog } from "../ui/Dialog";
import { TextField } from "../ui/TextField";
import { useSubmit } from "../ui/useSubmit";

/** The session has ended in the middle of the work: the same owner signs in again, over the page as it is. */
export function SignInAgain() {
  const email = account.value?.email ?? "";
  const password = useSignal("");
  const { form, busy, run, errorOf, touch, alert } = useSubmit(["password"]);
  return (
    <Dialog title={t("again.title")} onCancel={() => undefined}>
      <form
        ref={form}
        class="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void run(async () => {
            const stay = staysSignedIn();
            startSession((await logIn(email, password.value)).access_token, stay);
          });
        }}
      >
        <p>{t("again.text", { email })}</p>
        <input type="hidden" name="username" autocomplete="username" value={email} />
        <TextField
          label={t("field.password")}
          name="password"
          type="password"
          autocomplete="current-password"
          text={password}
          error={errorOf("password")}
          onTouch={touch}
        />
        <p class="alert" role="alert">
          {alert()}
        </p>
        <div class="row end">
          <button type="button" class="quiet" onClick={signOut}>
            {t("sign_out")}
          </button>
          <button type="submit" class="primary" aria-busy={busy.value}>
            {t("gate.enter")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
