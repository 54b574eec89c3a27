import { useRef } from "preact/hooks";

import { t } from "../i18n/translate";
import { moveBetweenLeads } from "../inbox/list-keys";
import { Blank } from "../ui/Blank";
import { Failure } from "../ui/Failure";
import { Skeleton } from "../ui/Skeleton";
import { openVisitor, query } from "./address";
import { ConversationItem } from "./ConversationItem";
import { cursor, erased, items, look, more, problem } from "./store";

/** The conversations, the latest first. */
export function ConversationList() {
  const list = useRef<HTMLUListElement>(null);
  const shown = items.value?.filter(({ visitor_id }) => !erased.value.includes(visitor_id));
  if (!shown) {
    return (
      <div class="list-pane">
        {problem.value ? <Failure problem={problem.value} onRetry={() => void look()} /> : <Skeleton />}
      </div>
    );
  }
  return (
    <section class="list-pane" aria-label={t("conversations.list")}>
      {query.value.filter === "missed" && <p class="notice">{t("conversations.missed_about")}</p>}
      {shown.length === 0 && <Nothing />}
      <ul class="lead-list" ref={list} onKeyDown={(event) => moveBetweenLeads(event, list.current)}>
        {shown.map((conversation) => (
          <ConversationItem
            key={conversation.visitor_id}
            conversation={conversation}
            current={conversation.visitor_id === openVisitor.value}
          />
        ))}
      </ul>
      {cursor.value && (
        <button type="button" class="quiet more" onClick={() => void more()}>
          {t("leads.more")}
        </button>
      )}
    </section>
  );
}

function Nothing() {
  const { filter, q } = query.value;
  const title = q ? "leads.nothing" : filter === "missed" ? "conversations.none_missed" : "conversations.none";
  return <Blank icon="chat" title={t(title)} />;
}
