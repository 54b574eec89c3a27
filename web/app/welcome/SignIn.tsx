import { type Signal, useSignal } from "@preact/signals";

import { logIn } from "../api/auth";
import { t } from "../i18n/translate";
import { startSession } from "../session/session";
import { TextField } from "../ui/TextField";
import { useSubmit } from "../ui/useSubmit";

export function SignIn({ email }: { email: Signal<string> }) {
  const password = useSignal("");
  const stay = useSignal(false);
  const { form, busy, run, errorOf, touch, alert } = useSubmit(["email", "password"]);
  return (
    <form
      ref={form}
      class="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void run(async () => startSession((await logIn(email.value, password.value)).access_token, stay.value));
      }}
    >
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
        autocomplete="current-password"
        text={password}
        error={errorOf("password")}
        onTouch={touch}
      />
      <label class="check">
        <input
          type="checkbox"
          checked={stay.value}
          onChange={(event) => {
            stay.value = event.currentTarget.checked;
          }}
        />
        <span>{t("gate.stay")}</span>
      </label>
      <p class="alert" role="alert">
        {alert()}
      </p>
      <button type="submit" class="primary wide" aria-busy={busy.value}>
        {t("gate.enter")}
      </button>
    </form>
  );
}
