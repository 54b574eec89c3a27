import { fieldSentence, sentenceOf } from "../i18n/problem-text";
import { t } from "../i18n/translate";
import { href } from "../state/route";
import { Icon } from "../ui/Icon";
import { TalkForm } from "./TalkForm";
import type { Line, Talk } from "./talk";

/** One thing in the log of a talk. */
export function TalkLine({ line, talk }: { line: Line; talk: Talk }) {
  switch (line.kind) {
    case "visitor":
      return <Said line={line} talk={talk} />;
    case "assistant":
      return (
        <div class="bubble assistant">
          <span class="unseen">{t("talk.assistant")}: </span>
          <p class="words">{line.text}</p>
          {line.fallback && <p class="aside">{t("talk.fallback")}</p>}
        </div>
      );
    case "lead":
      return (
        <a class="captured" href={href(["leads", line.lead.id])}>
          <Icon name="check" />
          {t(line.lead.is_new ? "talk.lead_captured" : "talk.lead_updated")}
        </a>
      );
    case "form":
      return <TalkForm form={line.form} onSend={(fields) => talk.sendForm(line.id, fields)} />;
  }
}

function Said({ line: { text, problem, turn }, talk }: { line: Extract<Line, { kind: "visitor" }>; talk: Talk }) {
  const [first] = problem?.errors ?? [];
  return (
    <>
      <div class={`bubble visitor ${problem ? "unsent" : ""}`}>
        <span class="unseen">{t("talk.visitor")}: </span>
        <p class="words">{text}</p>
      </div>
      {problem && (
        <div class="failed">
          <p role="alert">{t("talk.failed", { reason: first ? fieldSentence(first) : sentenceOf(problem) })}</p>
          <button type="button" class="link" onClick={() => talk.retry(turn)}>
            {t("try_again")}
          </button>
        </div>
      )}
    </>
  );
}
