import { Composer } from "./composer";
import { useChat } from "./context";
import { Header } from "./header";
import { Icon } from "./icon";
import { Log } from "./log";
import { Recording } from "./recording";

/** The whole chat. */
export function Panel() {
  const { conversation, voice, texts } = useChat();
  const notice = voice.notice.value;
  const { at } = voice.state.value;
  return (
    <>
      <Header />
      <Log />
      <div class="foot">
        <div role="status">
          {!conversation.online.value && (
            <p class="notice">
              <Icon name="offline" /> {texts.offline}
            </p>
          )}
          {notice && <p class="notice">{texts[notice]}</p>}
        </div>
        {at === "rest" || at === "asking" ? <Composer /> : <Recording />}
      </div>
    </>
  );
}
