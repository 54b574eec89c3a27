import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import type { ConsoleMessage } from "../api/contract";
import { poll } from "../api/poll";
import { type Problem, problemOf } from "../api/problem";
import { request } from "../api/request";
import { sentenceOf } from "../i18n/problem-text";
import { t } from "../i18n/translate";
import { consolePath } from "../shell/destinations";
import { Blank } from "../ui/Blank";
import { Page } from "../ui/Page";
import { TimeAgo } from "../ui/TimeAgo";
import { telegramText } from "./telegram-html";

const EVERY = 4000;

/** What would be in the Telegram chat, while no bot's token is set. */
export function ConsolePage() {
  const messages = useSignal<ConsoleMessage[] | null>(null);
  const problem = useSignal<Problem | null>(null);
  useEffect(() => {
    const left = new AbortController();
    poll(
      async () => {
        try {
          messages.value = (await request<{ messages: ConsoleMessage[] }>("GET", consolePath, { signal: left.signal })).messages;
          problem.value = null;
          return true;
        } catch (error) {
          problem.value = problemOf(error);
          return false;
        }
      },
      () => EVERY,
      left.signal,
    );
    return () => left.abort();
  }, []);
  // The newest on top, where the eye is. An edited message stays at its place, as in Telegram.
  const shown = messages.value?.toSorted((a, b) => b.message_id - a.message_id);
  return (
    <Page title={t("console.title")}>
      <p class="notice">{t("console.about")}</p>
      {problem.value && (
        <p class="notice warn" role="alert">
          {t("console.failed", { reason: sentenceOf(problem.value) })}
        </p>
      )}
      {shown?.length === 0 && <Blank icon="telegram" title={t("console.empty")} />}
      <div class="telegram-log" role="log" aria-label={t("console.title")}>
        {shown?.map((message) => (
          <article key={message.message_id} class="telegram-message">
            <div class="words">{telegramText(message.html)}</div>
            <p class="telegram-foot">
              {message.edited && <span>{t("console.edited")}</span>}
              <TimeAgo moment={message.sent_at} />
            </p>
          </article>
        ))}
      </div>
    </Page>
  );
}
