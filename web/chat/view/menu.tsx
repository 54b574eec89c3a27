import { useRef, useState } from "preact/hooks";
import { reasonOf } from "../texts";
import { problemOf } from "../wire/problem";
import { useChat } from "./context";
import { Icon } from "./icon";

type Shown = "nothing" | "items" | "question";

/** What is rarely wanted: the form, the privacy policy, and to be forgotten. */
export function Menu() {
  const { conversation, config, texts, focusInput } = useChat();
  const [shown, setShown] = useState<Shown>("nothing");
  const root = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const { privacy_url: privacy } = config.value.widget;
  const close = () => setShown("nothing");

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || shown === "nothing") return;
    // The chat itself stays open.
    event.stopPropagation();
    event.preventDefault();
    close();
    opener.current?.focus();
  };
  const onFocusOut = ({ relatedTarget }: FocusEvent) => {
    if (relatedTarget && !root.current?.contains(relatedTarget as Node)) close();
  };
  const offerForm = () => {
    close();
    conversation.offerForm(config.value.form, {}, true);
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: these are the keys and the focus of the buttons inside.
    <div class="menu" ref={root} onKeyDown={onKeyDown} onFocusOut={onFocusOut}>
      <button
        type="button"
        class="round"
        ref={opener}
        aria-label={texts.menu}
        title={texts.menu}
        aria-expanded={shown !== "nothing"}
        aria-controls="menu"
        onClick={() => setShown(shown === "nothing" ? "items" : "nothing")}
      >
        <Icon name="menu" />
      </button>
      <div id="menu" class="sheet" hidden={shown === "nothing"}>
        {shown === "items" && (
          <>
            <button type="button" ref={focusAtOnce} onClick={offerForm}>
              <Icon name="person" /> {texts.menuForm}
            </button>
            {privacy && (
              <a href={privacy} target="_blank" rel="noopener noreferrer">
                <Icon name="shield" /> <span>{texts.privacy}</span> <span class="unseen">{texts.newTab}</span>
              </a>
            )}
            {conversation.transport.forgetVisitor && (
              <button type="button" class="danger" onClick={() => setShown("question")}>
                <Icon name="trash" /> {texts.menuForget}
              </button>
            )}
          </>
        )}
        {shown === "question" && <ForgetQuestion onDone={() => [close(), focusInput()]} />}
      </div>
    </div>
  );
}

function ForgetQuestion({ onDone }: { onDone: () => void }) {
  const { conversation, texts } = useChat();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState("");
  const forget = async () => {
    setBusy(true);
    setFailure("");
    try {
      await conversation.forgetVisitor();
      onDone();
    } catch (error) {
      setFailure(reasonOf(problemOf(error), texts));
      setBusy(false);
    }
  };
  return (
    <div class="question" role="alertdialog" aria-labelledby="forget-title" aria-describedby="forget-text">
      <h3 id="forget-title">{texts.forgetTitle}</h3>
      <p id="forget-text">{texts.forgetAsk}</p>
      {failure && (
        <p class="failure" role="alert">
          {failure}
        </p>
      )}
      <button type="button" class="primary dangerous" aria-busy={busy} onClick={forget}>
        {texts.forgetYes}
      </button>
      <button type="button" class="secondary" ref={focusAtOnce} onClick={onDone}>
        {texts.forgetNo}
      </button>
    </div>
  );
}

const focusAtOnce = (element: HTMLElement | null) => element?.focus();
