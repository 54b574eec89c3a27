import { useEffect, useRef } from "preact/hooks";

import { t } from "../i18n/translate";
import { Icon } from "../ui/Icon";
import { Composer } from "./Composer";
import { TalkLine } from "./TalkLine";
import type { Talk } from "./talk";

const STARTERS = ["talk.starter.1", "talk.starter.2", "talk.starter.3"] as const;

/** A talk with the assistant, as a visitor has it. */
export function TalkBox({ talk }: { talk: Talk }) {
  const log = useRef<HTMLDivElement>(null);
  const lines = talk.lines.value;
  const coming = talk.coming.value;
  useEffect(() => {
    log.current?.scrollTo(0, log.current.scrollHeight);
  }, [lines.length, coming]);
  const begun = useRef(false);
  useEffect(() => {
    // What was pressed, such as a suggestion or the form, may be gone: then the keyboard goes on from here.
    if (begun.current && document.activeElement === document.body) log.current?.focus({ preventScroll: true });
    begun.current = true;
  }, [lines]);
  return (
    <section class="talk" aria-label={t("talk.title")}>
      <div class="talk-head">
        <p>{t("talk.about")}</p>
        <button type="button" class="quiet" onClick={() => talk.restart()}>
          <Icon name="plus" />
          {t("talk.new_visitor")}
        </button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard */}
      <div class="log" role="log" aria-live="polite" aria-label={t("talk.log")} tabIndex={0} ref={log}>
        {lines.length === 0 && <Introduction talk={talk} />}
        {lines.map((line) => (
          <TalkLine key={line.id} line={line} talk={talk} />
        ))}
        {coming !== null && <Coming text={coming} />}
      </div>
      <p class="unseen" role="status">
        {coming === null ? "" : t("talk.typing")}
      </p>
      <Composer onSend={(text) => talk.say(text)} />
    </section>
  );
}

function Introduction({ talk }: { talk: Talk }) {
  return (
    <div class="intro">
      <p class="blank-title">{t("talk.intro")}</p>
      <p>{t("talk.intro_text")}</p>
      <div class="starters">
        {STARTERS.map((key) => (
          <button type="button" class="chip" key={key} onClick={() => talk.say(t(key))}>
            {t(key)}
          </button>
        ))}
      </div>
    </div>
  );
}

/** The answer while it is written. It is read aloud once it is whole. */
function Coming({ text }: { text: string }) {
  return (
    <div class={`bubble assistant ${text ? "" : "typing"}`} aria-hidden="true">
      {text ? (
        <p class="words">{text}</p>
      ) : (
        <>
          <span />
          <span />
          <span />
        </>
      )}
    </div>
  );
}
