import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

import type { ConversationDetails } from "../api/contract";
import { eraseVisitor, findConversation } from "../api/conversations";
import { problemOf } from "../api/problem";
import { sentenceOf } from "../i18n/problem-text";
import { t } from "../i18n/translate";
import { Transcript } from "../lead/Transcript";
import { shortUrl } from "../lead/words";
import { useLoaded } from "../state/loaded";
import { narrow } from "../state/media";
import { href } from "../state/route";
import { toast } from "../state/toasts";
import { Failure } from "../ui/Failure";
import { Icon } from "../ui/Icon";
import { Skeleton } from "../ui/Skeleton";
import { closeConversation, listHref } from "./address";
import { erased, look } from "./store";
import { visitorName } from "./words";

/** One conversation from its beginning. */
export function ConversationPane({ visitorId }: { visitorId: string }) {
  const { result, retry } = useLoaded((signal) => findConversation(visitorId, signal), [visitorId]);
  const heading = useRef<HTMLHeadingElement>(null);
  const { state } = result.value;
  useEffect(() => {
    if (state === "ready") heading.current?.focus({ preventScroll: true });
  }, [state]);
  const found = result.value.state === "ready" ? result.value.value : null;
  return (
    <section class="lead-pane" aria-label={t("conversations.pane")}>
      <div class="lead-pane-head">
        <a class="round button" href={listHref()} aria-label={t("conversations.close")} title={t("conversations.close")}>
          <Icon name={narrow.value ? "arrow_left" : "cross"} />
        </a>
        <h2 ref={heading} tabIndex={-1}>
          {found ? visitorName(found) : t("loading")}
        </h2>
        {found && <Erase visitorId={visitorId} />}
      </div>
      {result.value.state === "loading" && <Skeleton />}
      {result.value.state === "failed" && <Failure problem={result.value.problem} onRetry={retry} />}
      {found && <Body conversation={found} />}
    </section>
  );
}

function Body({ conversation: { conversation, lead_id, missed, source, state, test } }: { conversation: ConversationDetails }) {
  const pointed = useSignal<number | null>(null);
  return (
    <div class="conversation-body">
      {lead_id && (
        <p class="notice">
          {t("conversations.became_lead")} <a href={href(["leads", lead_id])}>{t("conversations.open_lead")}</a>
        </p>
      )}
      {test && <p class="notice">{t("test.about")}</p>}
      {(state === "in_progress" || state === "contact_deleted") && <p class="notice">{t(`talk_state.${state}`)}</p>}
      {missed && (
        <p class="notice warn">
          {t(`missed.${missed}`)}. {t(`missed.${missed}.text`)}
        </p>
      )}
      {source?.page_url && (
        <p class="hint">
          {t("lead.page")}: {shortUrl(source.page_url)}
        </p>
      )}
      <Transcript messages={conversation} fields={[]} pointed={pointed} />
    </div>
  );
}

/** Everything that is known of the visitor goes, once nobody has taken it back. */
function Erase({ visitorId }: { visitorId: string }) {
  function erase() {
    erased.value = [...erased.value, visitorId];
    const bringBack = () => {
      erased.value = erased.value.filter((id) => id !== visitorId);
    };
    closeConversation();
    toast(t("conversations.erased"), {
      action: { label: t("undo"), run: bringBack },
      onGone: async () => {
        try {
          await eraseVisitor(visitorId, true);
          void look();
        } catch (error) {
          bringBack();
          const problem = problemOf(error);
          if (problem) toast(t("conversations.not_erased", { reason: sentenceOf(problem) }), { kind: "failed" });
        }
      },
    });
  }
  return (
    <button type="button" class="quiet danger" title={t("conversations.erase_about")} onClick={erase}>
      <Icon name="trash" />
      {t("conversations.erase")}
    </button>
  );
}
