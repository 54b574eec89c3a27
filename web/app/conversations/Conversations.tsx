import { useEffect } from "preact/hooks";

import { poll } from "../api/poll";
import { t } from "../i18n/translate";
import { narrow } from "../state/media";
import { Page } from "../ui/Page";
import { openVisitor, query } from "./address";
import { ConversationList } from "./ConversationList";
import { ConversationPane } from "./ConversationPane";
import { ConversationFilters } from "./Filters";
import { cursor, items, look } from "./store";

const EVERY = 10_000;

/** All talks, also those that brought no lead, and why they did not. */
export function Conversations() {
  const visitor = openVisitor.value;
  const alone = visitor !== null && narrow.value;
  const asked = query.value;
  useEffect(() => {
    const left = new AbortController();
    items.value = null;
    cursor.value = null;
    // A list that was read further than its first page is not torn away under the reader.
    const keepFresh = async () => (items.value && items.value.length > 50 ? true : look(left.signal));
    poll(keepFresh, () => EVERY, left.signal);
    return () => left.abort();
  }, [asked.filter, asked.q]);
  return (
    <Page title={t("conversations.title")} full quiet={alone}>
      {!alone && <ConversationFilters />}
      <div class={`inbox ${visitor && !alone ? "split" : ""}`}>
        {!alone && <ConversationList />}
        {visitor && <ConversationPane key={visitor} visitorId={visitor} />}
      </div>
    </Page>
  );
}
