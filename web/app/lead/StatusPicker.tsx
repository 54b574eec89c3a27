import { type Lead, STATUSES, type Status } from "../api/contract";
import { t } from "../i18n/translate";
import { changeStatus, statusOf } from "../state/status";
import { Select } from "../ui/Select";
import { titleOf } from "./words";

/** A chip that shows how far the owner is with a lead, and changes it. */
export function StatusPicker({ lead }: { lead: Lead }) {
  const status = statusOf(lead);
  return (
    <span class="status" data-status={status}>
      <Select<Status>
        aria-label={t("lead.status_of", { name: titleOf(lead) })}
        value={status}
        options={STATUSES.map((value) => ({ value, label: t(`status.${value}`) }))}
        onChoose={(value) => changeStatus(lead, value)}
      />
    </span>
  );
}
