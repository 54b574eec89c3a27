import { useSignal } from "@preact/signals";

import { stats } from "../api/leads";
import { t } from "../i18n/translate";
import { useLoaded } from "../state/loaded";
import { Failure } from "../ui/Failure";
import { Page } from "../ui/Page";
import { Select } from "../ui/Select";
import { Skeleton } from "../ui/Skeleton";
import { Figures } from "./Figures";
import { Funnel } from "./Funnel";
import { LeadsPerDay } from "./LeadsPerDay";
import { MonthCard } from "./MonthCard";

type Days = "7" | "30" | "90" | "365";
const SPANS: Days[] = ["7", "30", "90", "365"];

/** What the assistant brings, and what it costs. */
export function UsagePage() {
  const span = useSignal<Days>("30");
  const { result, retry } = useLoaded((signal) => stats(...lastDays(Number(span.value)), signal), [span.value]);
  const shown = result.value;
  return (
    <Page
      title={t("nav.usage")}
      actions={
        <Select<Days>
          aria-label={t("usage.span")}
          value={span.value}
          options={SPANS.map((value) => ({ value, label: t(`usage.span.${value}`) }))}
          onChoose={(value) => {
            span.value = value;
          }}
        />
      }
    >
      {shown.state === "loading" && <Skeleton />}
      {shown.state === "failed" && <Failure problem={shown.problem} onRetry={retry} />}
      {shown.state === "ready" && (
        <div class="usage">
          <Figures stats={shown.value} />
          <LeadsPerDay days={shown.value.days} />
          <Funnel funnel={shown.value.funnel} />
        </div>
      )}
      {/* Last, so that nothing moves it down. */}
      {shown.state !== "loading" && <MonthCard />}
    </Page>
  );
}

/** From the beginning of the first day on the reader's clock. */
function lastDays(days: number): [Date, Date] {
  const to = new Date();
  const from = new Date(to.getFullYear(), to.getMonth(), to.getDate() - days + 1);
  return [from, to];
}
