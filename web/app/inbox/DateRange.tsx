import { useSignal } from "@preact/signals";

import { t } from "../i18n/translate";
import { Select } from "../ui/Select";
import { ask, query } from "./address";

type Period = "any" | "today" | "week" | "month" | "custom";
const PERIODS: Period[] = ["any", "today", "week", "month", "custom"];
const DAYS: Partial<Record<Period, number>> = { today: 0, week: 6, month: 29 };

/** When the leads came: a usual span of time, or two dates. */
export function DateRange() {
  const { from, to } = query.value;
  const custom = useSignal(false);
  const period = custom.value ? "custom" : periodOf(from, to);

  function choose(chosen: Period) {
    custom.value = chosen === "custom";
    const days = DAYS[chosen];
    if (chosen === "any") ask({ from: "", to: "" });
    else if (days !== undefined) ask({ from: dayBefore(days), to: "" });
  }

  return (
    <>
      <Select<Period>
        aria-label={t("leads.period")}
        value={period}
        options={PERIODS.map((value) => ({ value, label: t(`period.${value}`) }))}
        onChoose={choose}
      />
      {period === "custom" && (
        <span class="dates">
          <input
            type="date"
            aria-label={t("leads.from")}
            value={from}
            max={to}
            onChange={(event) => ask({ from: event.currentTarget.value })}
          />
          <span aria-hidden="true">–</span>
          <input
            type="date"
            aria-label={t("leads.to")}
            value={to}
            min={from}
            onChange={(event) => ask({ to: event.currentTarget.value })}
          />
        </span>
      )}
    </>
  );
}

function periodOf(from: string, to: string): Period {
  if (!from && !to) return "any";
  return PERIODS.find((period) => to === "" && DAYS[period] !== undefined && dayBefore(DAYS[period]) === from) ?? "custom";
}

/** A day of the reader's calendar (2026-11-26). */
function dayBefore(days: number): string {
  const date = new Date();
  date.setDate(date.getDate() - days);
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}
