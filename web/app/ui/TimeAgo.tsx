import { ago, dateTime } from "../i18n/format";
import { now } from "../state/clock";

/** How long ago something was, with the full date on hover. */
export function TimeAgo({ moment }: { moment: string }) {
  return (
    <time dateTime={moment} title={dateTime(moment)}>
      {ago(moment, Math.max(now.value, Date.parse(moment)))}
    </time>
  );
}
