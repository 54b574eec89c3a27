import type { Announcement } from "../api/contract";
import { t } from "../i18n/translate";
import { Icon } from "../ui/Icon";

/** Whether the company has been told about a lead, and what stands in the way. */
export function AnnouncementLine({ announcement }: { announcement: Announcement }) {
  const { state } = announcement;
  const icon = state === "sent" ? "check" : state === "failed" ? "warning" : "clock";
  return (
    <span class="announcement" data-state={state}>
      <Icon name={icon} />
      <span>{announcementText(announcement)}</span>
    </span>
  );
}

function announcementText({ state, attempts }: Announcement): string {
  return t(state === "pending" && attempts > 0 ? "announcement.retrying" : `announcement.${state}`);
}
