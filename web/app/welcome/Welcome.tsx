import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { t } from "../i18n/translate";
import { tooLate } from "../session/session";
import { Choice } from "../ui/Choice";
import { Icon } from "../ui/Icon";
import { LanguageSwitch } from "./LanguageSwitch";
import { Register } from "./Register";
import { SignIn } from "./SignIn";

type Way = "sign_in" | "register";

/** The page of those who are not signed in. */
export function Welcome() {
  const way = useSignal<Way>("sign_in");
  const email = useSignal("");
  const registered = useSignal(false);
  useEffect(() => {
    document.title = "Leadline";
  }, []);
  function askToSignIn() {
    registered.value = true;
    way.value = "sign_in";
  }
  return (
    <div class="welcome">
      <header class="top">
        <span class="brand">
          <Icon name="mark" />
          Leadline
        </span>
        <LanguageSwitch />
      </header>
      <main class="welcome-body">
        <div class="pitch">
          <h1>{t("pitch.title")}</h1>
          <p>{t("pitch.text")}</p>
          <ul>
            <li>{t("pitch.never_lost")}</li>
            <li>{t("pitch.never_invented")}</li>
            <li>{t("pitch.telegram")}</li>
          </ul>
        </div>
        <section class="card gate" aria-label={t("gate.choice")}>
          <Choice<Way>
            label={t("gate.choice")}
            quiet
            value={way.value}
            options={[
              { value: "sign_in", label: t("gate.sign_in") },
              { value: "register", label: t("gate.register") },
            ]}
            onChoose={(value) => {
              way.value = value;
            }}
          />
          {(tooLate.value || registered.value) && (
            <p class="notice" role="status">
              {t(registered.value ? "gate.registered" : "gate.expired")}
            </p>
          )}
          {way.value === "sign_in" ? <SignIn email={email} /> : <Register email={email} onRegistered={askToSignIn} />}
        </section>
      </main>
    </div>
  );
}
