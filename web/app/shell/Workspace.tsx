import { useEffect } from "preact/hooks";

import { me } from "../api/auth";
import { problemOf } from "../api/problem";
import { preferredLanguage, speak, t } from "../i18n/translate";
import { account } from "../session/session";
import { watchLeads } from "../state/leads";
import { lookAtProgress } from "../state/onboarding";
import { online } from "../state/online";
import { settle } from "../state/toasts";
import { preloadPages } from "../ui/lazy";
import { CurrentPage } from "./CurrentPage";
import { Navigation } from "./Navigation";
import { NewLeads } from "./NewLeads";
import { TopBar } from "./TopBar";

/** What an owner sees who is signed in. The pages do not wait for the account: each of them asks for what it shows. */
export function Workspace() {
  useEffect(() => {
    const left = new AbortController();
    void know();
    watchLeads(left.signal);
    void lookAtProgress(left.signal);
    preloadPages();
    return () => {
      settle();
      left.abort();
    };
  }, []);
  return (
    <div class="workspace">
      <button type="button" class="skip" onClick={() => document.getElementById("main")?.focus()}>
        {t("skip")}
      </button>
      <TopBar />
      <Navigation />
      <main id="main" tabIndex={-1}>
        {!online.value && (
          <p class="notice warn offline" role="status">
            {t("offline")}
          </p>
        )}
        <CurrentPage />
      </main>
      <NewLeads />
    </div>
  );
}

async function know() {
  try {
    account.value = await me();
    await speak(preferredLanguage(account.value.language));
  } catch (error) {
    problemOf(error);
  }
}
