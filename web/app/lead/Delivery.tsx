import { useSignal } from "@preact/signals";

import type { LeadDetails } from "../api/contract";
import { announceAgain } from "../api/leads";
import { problemOf } from "../api/problem";
import { dateTime } from "../i18n/format";
import { sentenceOf } from "../i18n/problem-text";
import { plural, t } from "../i18n/translate";
import { refresh } from "../state/leads";
import { toast } from "../state/toasts";
import { AnnouncementLine } from "./AnnouncementLine";
import { deliveryReason } from "./delivery-reason";
import type { OpenLead } from "./useLead";

/** Whether Telegram has the lead; where it has not, why, and a button to try again. */
export function Delivery({ lead, open }: { lead: LeadDetails; open: OpenLead }) {
  const busy = useSignal(false);
  const { state, attempts, last_error, sent_at, next_attempt_at } = lead.announcement;
  const stuck = state === "failed" || (state === "pending" && attempts > 0);

  async function again() {
    busy.value = true;
    try {
      const announcement = await announceAgain(lead.id);
      open.amend(() => ({ announcement }));
      void refresh();
    } catch (error) {
      const problem = problemOf(error);
      if (problem) toast(t("delivery.failed", { reason: sentenceOf(problem) }), { kind: "failed" });
      open.refresh();
    } finally {
      busy.value = false;
    }
  }

  return (
    <section class="delivery">
      <h3>{t("delivery.title")}</h3>
      <AnnouncementLine announcement={lead.announcement} />
      {stuck && last_error && <p>{deliveryReason(last_error)}</p>}
      <p class="hint">
        {state === "sent" && sent_at && <span>{dateTime(sent_at)}</span>}
        {stuck && <span>{plural("delivery.attempts", attempts)}</span>}
        {state === "pending" && next_attempt_at && <span>{t("delivery.next", { time: dateTime(next_attempt_at) })}</span>}
      </p>
      {stuck && (
        <button type="button" class="outlined" aria-busy={busy.value} onClick={again}>
          {t("delivery.again")}
        </button>
      )}
    </section>
  );
}
