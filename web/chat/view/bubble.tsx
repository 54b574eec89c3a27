import type { MessageEntry } from "../talk/entries";
import { filled, reasonOf } from "../texts";
import { useChat } from "./context";
import { Icon } from "./icon";
import { Markdown } from "./markdown";
import { Retry } from "./retry";

/** One message. `follows`: the one above is of the same side. */
export function Bubble({ entry, follows }: { entry: MessageEntry; follows: boolean }) {
  const { conversation, texts, language, focusInput } = useChat();
  const { role, text, spoken, at, delivery, problem } = entry;
  const retry = () => {
    conversation.retry(entry.id);
    focusInput();
  };
  return (
    <div class={`said ${role} ${delivery} ${follows ? "follows" : ""}`}>
      <span class="unseen">{role === "visitor" ? texts.visitorSaid : texts.assistantSaid}</span>
      <div class="bubble" dir="auto" title={new Date(at).toLocaleString(language, { dateStyle: "medium", timeStyle: "short" })}>
        {spoken && (
          <span class="spoken" role="img" aria-label={texts.spoken}>
            <Icon name="microphone" />
          </span>
        )}
        {role === "assistant" ? <Markdown text={text} /> : text}
      </div>
      {delivery === "waiting" && (
        <p class="delivery">
          <Icon name="clock" /> {texts.waiting}
        </p>
      )}
      {delivery === "failed" && problem && (
        <div class="delivery failure" role="alert">
          <p>
            <Icon name="warning" /> {filled(texts.failed, { reason: reasonOf(problem, texts) })}
          </p>
          <Retry key={problem} seconds={problem.retryAfter} onRetry={retry} />
        </div>
      )}
    </div>
  );
}

/** The answer that is on its way. It stands outside the log, so that it is read out once, when it is whole. */
export function Arriving() {
  const { conversation, texts } = useChat();
  const text = conversation.arriving.value;
  return (
    <>
      <span class="unseen" role="status">
        {text === null ? "" : texts.typing}
      </span>
      {text !== null && (
        <div class="said assistant arriving" aria-hidden={text === ""}>
          <div class="bubble" dir="auto">
            {text ? (
              <Markdown text={text} />
            ) : (
              <span class="dots">
                <i />
                <i />
                <i />
              </span>
            )}
          </div>
        </div>
      )}
    </>
  );
}
