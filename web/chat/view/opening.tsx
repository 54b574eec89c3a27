import { filled, reasonOf } from "../texts";
import { useChat } from "./context";
import { Icon } from "./icon";
import { Retry } from "./retry";

/** Questions to begin with; gone once the visitor has said something. */
export function QuickReplies() {
  const { conversation, config, texts, focusInput } = useChat();
  const replies = config.value.widget.quick_replies;
  const begun = conversation.entries.list.value.some((entry) => entry.kind === "message");
  if (begun || replies.length === 0 || conversation.phase.value === "opening") return null;
  const say = (reply: string) => {
    conversation.say(reply);
    focusInput();
  };
  return (
    <ul class="quick-replies" aria-label={texts.quickReplies}>
      {replies.map((reply) => (
        <li key={reply}>
          <button type="button" dir="auto" onClick={() => say(reply)}>
            {reply}
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Why there is no conversation yet. What is written meanwhile is sent nevertheless, if it can be. */
export function OpenFailure() {
  const { conversation, texts, focusInput } = useChat();
  const problem = conversation.closed.value;
  if (conversation.phase.value === "opening") return <p class="note late">{texts.opening}</p>;
  if (!problem || !conversation.online.value) return null;
  const retry = () => {
    void conversation.open();
    focusInput();
  };
  return (
    <div class="notice failure" role="alert">
      <p>
        <Icon name="warning" /> {filled(texts.openFailed, { reason: reasonOf(problem, texts) })}
      </p>
      <Retry key={problem} seconds={problem.retryAfter} onRetry={retry} />
    </div>
  );
}
