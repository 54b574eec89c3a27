import type { DayCount } from "../api/contract";
import { calendarDay } from "../i18n/format";
import { plural, t } from "../i18n/translate";
import { Bars } from "./Bars";
import { ChartCard } from "./ChartCard";

export function LeadsPerDay({ days }: { days: DayCount[] }) {
  const total = days.reduce((sum, { leads }) => sum + leads, 0);
  const best = days.reduce<DayCount | undefined>((best, day) => (day.leads > (best?.leads ?? 0) ? day : best), undefined);
  const summary = `${plural("usage.leads_total", total)}${best ? ` ${t("usage.best_day", { day: calendarDay(best.day), count: best.leads })}` : ""}`;
  const bars = days.map(({ day, leads }) => ({
    name: calendarDay(day),
    value: leads,
    title: `${calendarDay(day)}: ${plural("leads.count", leads)}`,
  }));
  return (
    <ChartCard
      title={t("usage.per_day")}
      summary={summary}
      columns={[t("usage.day"), t("usage.opened"), t("usage.talked"), t("usage.leads")]}
      rows={days.map(({ day, opened, conversations, leads }) => [calendarDay(day), opened, conversations, leads])}
    >
      <Bars label={`${t("usage.per_day")}. ${summary}`} bars={bars} />
    </ChartCard>
  );
}
