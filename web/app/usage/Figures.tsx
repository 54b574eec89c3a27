import type { Stats } from "../api/contract";
import { money, number, percent } from "../i18n/format";
import { t } from "../i18n/translate";

/** The numbers that are asked for first. */
export function Figures({ stats: { funnel, cost } }: { stats: Stats }) {
  const figures = [
    { label: t("usage.leads"), value: number(funnel.contact) },
    { label: t("usage.conversion"), value: funnel.talked ? percent(Math.min(1, funnel.contact / funnel.talked)) : "–" },
    {
      label: t("usage.per_lead"),
      value: typeof cost.per_lead_microdollars === "number" ? money(cost.per_lead_microdollars) : "–",
    },
    { label: t("usage.cost"), value: money(cost.microdollars) },
  ];
  return (
    <dl class="figures">
      {figures.map(({ label, value }) => (
        <div class="card" key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
