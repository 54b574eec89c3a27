import { type Signal, useSignal } from "@preact/signals";

import { logIn, register } from "../api/auth";
import { Problem } from "../api/problem";
import { browserZone } from "../i18n/time-zone";
import { language, t } from "../i18n/translate";
import { startSession } from "../session/session";
import { go } from "../state/route";
import { TextField } from "../ui/TextField";
import { useSubmit } from "../ui/useSubmit";

/** @param onRegistered the account is there, but the owner has to sign in by hand */
export function Register({ email, onRegistered }: { email: Signal<string>; onRegistered: () => void }) {
  const company = useSignal("");
  const password = useSignal("");
  const { form, busy, run, errorOf, touch, alert } = useSubmit(["company_name", "email", "password"]);

  async function create() {
    const account = {
      email: email.value,
      password: password.value,
      company_name: company.value,
      language: language.value,
      time_zone: browserZone(),
    };
    await register(account).catch(atEmail);
    try {
      const { access_token } = await logIn(email.value, password.value);
      go(["start"], {}, { replace: true });
      startSession(access_token, false);
    } catch {
      // Registering again would only say that the e-mail is taken.
      onRegistered();
    }
  }

  return (
    <form
      ref={form}
      class="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void run(create);
      }}
    >
      <TextField
        label={t("field.company_name")}
        name="company_name"
        autocomplete="organization"
        text={company}
        error={errorOf("company_name")}
        onTouch={touch}
      />
      <TextField
        label={t("field.email")}
        name="email"
        type="email"
        autocomplete="username"
        text={email}
        error={errorOf("email")}
        onTouch={touch}
      />
      <TextField
        label={t("field.password")}
        name="password"
        type="password"
        autocomplete="new-password"
        text={password}
        error={errorOf("password")}
        hint={t("password.hint")}
        onTouch={touch}
      />
      <p class="alert" role="alert">
        {alert()}
      </p>
      <button type="submit" class="primary wide" aria-busy={busy.value}>
        {t("gate.create")}
      </button>
    </form>
  );
}

/** An e-mail that is taken is said beside the e-mail. */
function atEmail(error: unknown): never {
  if (!(error instanceof Problem) || error.slug !== "email-taken") throw error;
  throw new Problem(error.slug, { status: error.status, errors: [{ field: "email", code: "taken", detail: error.detail }] });
}
