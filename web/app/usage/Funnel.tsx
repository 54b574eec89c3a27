import type { Stats } from "../api/contract";
import { number, percent } from "../i18n/format";
import { t } from "../i18n/translate";
import { ChartCard } from "./ChartCard";
import { useWidth } from "./useWidth";

const STAGES = ["opened", "talked", "contact", "qualified", "won"] as const;
const ROW = 40;
const THICKNESS = 14;

/** How many come how far: from the opened widget to the deal. */
export function Funnel({ funnel }: { funnel: Stats["funnel"] }) {
  const { element, width } = useWidth<HTMLDivElement>(480);
  // The base is the largest stage: visitors of the API write without opening the chat, and leads may be older than the span.
  const largest = Math.max(...STAGES.map((stage) => funnel[stage]));
  const stages = STAGES.map((stage, index) => {
    const share = index > 0 && largest > 0 ? percent(funnel[stage] / largest) : "";
    return { stage, name: t(`usage.${stage}`), value: funnel[stage], share };
  });
  const summary = t("usage.funnel_text", {
    opened: number(funnel.opened),
    talked: number(funnel.talked),
    contact: number(funnel.contact),
  });
  return (
    <ChartCard
      title={t("usage.funnel")}
      summary={summary}
      columns={[t("usage.stage"), t("usage.people"), t("usage.share")]}
      rows={stages.map(({ name, value, share }) => [name, number(value), share])}
    >
      <div class="plot" ref={element}>
        <svg width={width.value} height={STAGES.length * ROW} role="img" aria-label={`${t("usage.funnel")}. ${summary}`}>
          {stages.map(({ stage, name, value, share }, index) => (
            <g key={stage}>
              <text class="stage" x={0} y={index * ROW + 14}>
                {name}
              </text>
              <text class="stage-value" x={width.value} y={index * ROW + 14} text-anchor="end">
                {share ? `${number(value)} · ${share}` : number(value)}
              </text>
              <rect class="track" x={0} y={index * ROW + 20} width={width.value} height={THICKNESS} rx={4} />
              <rect
                class="bar"
                x={0}
                y={index * ROW + 20}
                width={(width.value * value) / Math.max(1, largest)}
                height={THICKNESS}
                rx={4}
              />
            </g>
          ))}
        </svg>
      </div>
    </ChartCard>
  );
}
