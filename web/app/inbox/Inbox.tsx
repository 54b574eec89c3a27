import { useEffect } from "preact/hooks";

import { t } from "../i18n/translate";
import { LeadPane } from "../lead/LeadPane";
import { near, pageSize, question, refresh } from "../state/leads";
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
    question.value = query.value;
    pageSize.value = board ? BOARD_SIZE : LIST_SIZE;
    void refresh();
  }, [asked, board]);

  const alone = id !== null && (narrow.value || board);
  return (
    <Page title={t("leads.title")} full actions={!alone && <Actions />}>
      {!alone && <SetupBanner />}
      {!alone && <Filters />}
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
