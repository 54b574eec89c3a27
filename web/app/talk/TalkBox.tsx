import { useEffect, useRef } from "preact/hooks";

import { t } from "../i18n/translate";
import { AssistantAwaited } from "../settings/AssistantAwaited";
import { saved } from "../state/assistant";
import { Icon } from "../ui/Icon";
import { beginTalk, leaveTalk, ownTalk, restartTalk } from "./own-talk";

/** A talk with the assistant, just as a visitor has it. */
export function TalkBox() {
  return saved.value ? <Talk /> : <AssistantAwaited />;
}

function Talk() {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // First, since the chat measures its place.
    place.current?.append(ownTalk);
    beginTalk();
    return leaveTalk;
  }, []);
  return (
    <section class="talk" aria-label={t("talk.title")}>
      <div class="talk-head">
        <p>{t("talk.about")}</p>
        <button type="button" class="quiet" onClick={restartTalk}>
          <Icon name="plus" />
          {t("talk.new_visitor")}
        </button>
      </div>
      <div class="talk-place" ref={place} />
    </section>
  );
}
