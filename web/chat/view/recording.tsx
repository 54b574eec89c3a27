import { useEffect, useRef } from "preact/hooks";
import { reasonOf } from "../texts";
import { useChat } from "./context";
import { Icon } from "./icon";

/** What takes the composer's place while a recording runs, and while its words are awaited. */
export function Recording() {
  const { voice, texts, focusInput } = useChat();
  const state = voice.state.value;
  const leave = useRef<HTMLButtonElement>(null);
  const goOn = useRef<HTMLButtonElement>(null);
  useEffect(() => (goOn.current ?? leave.current)?.focus(), [state.at]);
  const cancel = () => {
    voice.cancel();
    focusInput();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    // The chat itself stays open.
    event.stopPropagation();
    event.preventDefault();
    cancel();
  };
  return (
    <fieldset class="recording" aria-label={texts.recording} onKeyDown={onKeyDown}>
      <button
        type="button"
        class="round quiet"
        ref={leave}
        aria-label={texts.recordCancel}
        title={texts.recordCancel}
        onClick={cancel}
      >
        <Icon name="close" />
      </button>
      {state.at === "recording" && (
        <>
          <Meter />
          <button
            type="button"
            class="round send"
            ref={goOn}
            aria-label={texts.recordDone}
            title={texts.recordDone}
            onClick={() => voice.finish().then(focusInput)}
          >
            <Icon name="check" />
          </button>
        </>
      )}
      {state.at === "transcribing" && (
        <p class="busy" role="status">
          {texts.transcribing}
        </p>
      )}
      {state.at === "failed" && (
        <>
          <p class="failure" role="alert">
            {reasonOf(state.problem, texts)}
          </p>
          <button type="button" class="link" ref={goOn} onClick={() => voice.transcribe(state.recording)}>
            {texts.retry}
          </button>
        </>
      )}
    </fieldset>
  );
}

function Meter() {
  const { voice } = useChat();
  const seconds = voice.seconds.value;
  return (
    <>
      <span class="timer" role="timer">
        {Math.floor(seconds / 60)}:{String(seconds % 60).padStart(2, "0")}
      </span>
      <span class="levels" aria-hidden="true">
        {voice.levels.value.map((level, at) => (
          <i key={at} style={{ "--level": level.toFixed(2) }} />
        ))}
      </span>
    </>
  );
}
