import { usage } from "../api/assistant";
import type { Allowance, Usage } from "../api/contract";
import { calendarDay, calendarMonth, compact, money, number, shortDate } from "../i18n/format";
import { t } from "../i18n/translate";
import { useLoaded } from "../state/loaded";
import { Failure } from "../ui/Failure";
import { Skeleton } from "../ui/Skeleton";
import { Bars } from "./Bars";
import { ChartCard } from "./ChartCard";

/** What this month has used of its allowance. */
export function MonthCard() {
  const { result, retry } = useLoaded(usage, []);
  const shown = result.value;
  if (shown.state === "loading") return <Skeleton rows={1} />;
  if (shown.state === "failed") return <Failure problem={shown.problem} onRetry={retry} />;
  return <Month usage={shown.value} />;
}

function Month({ usage: { month, resets_at, tokens, microdollars, messages, days } }: { usage: Usage }) {
  const summary = t("usage.month_text", {
    visitor: number(messages.visitor),
    assistant: number(messages.assistant),
    date: shortDate(resets_at),
  });
  const bars = days.map((day) => ({
    name: calendarDay(day.day),
    value: day.microdollars,
    title: `${calendarDay(day.day)}: ${money(day.microdollars)}`,
  }));
  return (
    <ChartCard
      title={t("usage.month", { month: calendarMonth(month) })}
      summary={summary}
      columns={[t("usage.day"), t("usage.cost"), t("usage.messages")]}
      rows={days.map((day) => [calendarDay(day.day), money(day.microdollars), number(day.messages)])}
    >
      <div class="meters">
        <Meter label={t("usage.budget")} allowance={microdollars} written={money} />
        <Meter label={t("usage.tokens")} allowance={tokens} written={compact} />
      </div>
      <Bars label={t("usage.cost_per_day")} bars={bars} written={money} />
    </ChartCard>
  );
}

function Meter({
  label,
  allowance: { used, allowed },
  written,
}: {
  label: string;
  allowance: Allowance;
  written: (value: number) => string;
}) {
  const part = allowed > 0 ? used / allowed : 0;
  return (
    <div class="meter">
      <p>
        <span>{label}</span>
        <span>{t("usage.of", { used: written(used), allowed: written(allowed) })}</span>
      </p>
      <progress max={1} value={Math.min(1, part)} aria-label={label} data-full={part >= 0.9} />
      {part >= 1 && <p class="error">{t("usage.used_up")}</p>}
    </div>
  );
}
