import { computed } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { t } from "../i18n/translate";
import { LeadPane } from "../lead/LeadPane";
import { ANY, items, near, pageSize, question, refresh } from "../state/leads";
import { narrow } from "../state/media";
import { Page } from "../ui/Page";
import { openId, query, view } from "./address";
import { Board } from "./Board";
import { Export } from "./Export";
import { Filters } from "./Filters";
import { LeadList } from "./LeadList";
import { SetupBanner } from "./SetupBanner";
import { ViewSwitch } from "./ViewSwitch";

/** The most that the server gives at once: a board is of little use in parts. */
const BOARD_SIZE = 200;
const LIST_SIZE = 50;

/** There is nothing to filter or to export. */
const nothingYet = computed(() => items.value?.length === 0 && JSON.stringify(query.value) === JSON.stringify(ANY));

/** The leads, and one of them beside the others. */
export function Inbox() {
  const board = view.value === "board";
  const id = openId.value;
  const asked = JSON.stringify(query.value);
  useEffect(() => {
    near.value = true;
    return () => {
      near.value = false;
    };
  }, []);
  useEffect(() => {
    const size = board ? BOARD_SIZE : LIST_SIZE;
    if (JSON.stringify(question.peek()) === asked && pageSize.peek() === size) return;
    question.value = query.value;
    pageSize.value = size;
    void refresh();
  }, [asked, board]);

  const alone = id !== null && (narrow.value || board);
  return (
    <Page title={t("leads.title")} full quiet={alone} actions={!alone && !nothingYet.value && <Actions />}>
      {!alone && <SetupBanner />}
      {!alone && !nothingYet.value && <Filters />}
      <div class={`inbox ${id && !alone ? "split" : ""}`}>
        {!alone && (board ? <Board /> : <LeadList />)}
        {id && <LeadPane key={id} id={id} />}
      </div>
    </Page>
  );
}

function Actions() {
  return (
    <>
      <ViewSwitch />
      <Export />
    </>
  );
}
