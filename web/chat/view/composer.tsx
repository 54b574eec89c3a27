import { useLayoutEffect, useRef } from "preact/hooks";
import { filled } from "../texts";
import { useChat } from "./context";
import { Icon } from "./icon";

/** The server's limit for one message, in characters. */
const LIMIT = 4000;
const COUNTER_FROM = 3600;

/** Where the visitor writes. */
export function Composer() {
  const { conversation, voice, draft, texts, language } = useChat();
  const input = useRef<HTMLTextAreaElement>(null);
  const { text, spoken } = draft.value;
  const length = [...text.trim()].length;
  const over = length > LIMIT;
  const number = (value: number) => value.toLocaleString(language);

  useLayoutEffect(() => {
    const { style, scrollHeight } = fitted(input.current);
    if (style) style.height = `${scrollHeight}px`;
  }, [text]);

  const write = (value: string) => {
    voice.notice.value = null;
    draft.value = { text: value, spoken: spoken && value.trim() !== "" };
  };
  const send = () => {
    const said = text.trim();
    if (said === "" || over) return;
    write("");
    conversation.say(said, spoken);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes a word, Enter accepts the word.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  };

  return (
    <form class="composer" onSubmit={(event) => [event.preventDefault(), send(), input.current?.focus()]}>
      <div class="writing">
        <textarea
          ref={input}
          class="input"
          rows={1}
          dir={text ? "auto" : undefined}
          value={text}
          placeholder={texts.placeholder}
          aria-label={texts.message}
          aria-invalid={over}
          aria-describedby="counter"
          enterkeyhint="send"
          autocomplete="off"
          onInput={(event) => write(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <button
          type="button"
          class="round quiet microphone"
          aria-label={texts.record}
          title={texts.record}
          onClick={() => voice.start()}
        >
          <Icon name="microphone" />
        </button>
        <button type="submit" class="round send" aria-label={texts.send} title={texts.send} aria-disabled={length === 0 || over}>
          <Icon name="send" />
        </button>
      </div>
      <p id="counter" class={over ? "counter failure" : "counter"} hidden={length < COUNTER_FROM}>
        {length >= COUNTER_FROM && filled(over ? texts.tooLong : texts.counter, { count: number(length), limit: number(LIMIT) })}
      </p>
    </form>
  );
}

/** An input as high as its text; how high is known only once it is let go. */
function fitted(input: HTMLTextAreaElement | null): { style?: CSSStyleDeclaration; scrollHeight: number } {
  if (!input) return { scrollHeight: 0 };
  input.style.height = "auto";
  return input;
}
