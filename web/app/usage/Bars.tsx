import { number } from "../i18n/format";
import { labelled, ticks } from "./scale";
import { useWidth } from "./useWidth";

interface BarsProps {
  label: string;
  bars: { name: string; value: number; title: string }[];
  /** How a value stands at the axis. */
  written?: (value: number) => string;
}

const HEIGHT = 200;
const LEFT = 56;
const BOTTOM = 24;
const TOP = 8;
/** The last label stands to the left of its bar, and needs room for one and a half. */
const LABEL_WIDTH = 92;

/** A bar for each day. */
export function Bars({ label, bars, written = number }: BarsProps) {
  const { element, width } = useWidth<HTMLDivElement>(640);
  const steps = ticks(Math.max(0, ...bars.map(({ value }) => value)));
  const highest = steps.at(-1) ?? 1;
  const inner = Math.max(1, width.value - LEFT);
  const slot = inner / Math.max(1, bars.length);
  const thickness = Math.max(1, Math.min(28, slot * 0.7));
  const y = (value: number) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / highest);
  const x = (index: number) => LEFT + slot * (index + 0.5);
  return (
    <div class="plot" ref={element}>
      <svg width={width.value} height={HEIGHT} role="img" aria-label={label}>
        {steps.map((step) => (
          <g key={step}>
            <line class="grid" x1={LEFT} x2={width.value} y1={y(step)} y2={y(step)} />
            <text class="tick" x={LEFT - 8} y={y(step)} dy="0.32em" text-anchor="end">
              {written(step)}
            </text>
          </g>
        ))}
        {bars.map(({ name, value, title }, index) => (
          <g key={name}>
            {/* The whole slot answers to the pointer: a bar of one lead is small. */}
            <rect class="slot" x={LEFT + slot * index} y={TOP} width={slot} height={HEIGHT - TOP - BOTTOM}>
              <title>{title}</title>
            </rect>
            <rect
              class="bar"
              x={x(index) - thickness / 2}
              y={y(value)}
              width={thickness}
              height={y(0) - y(value)}
              rx={Math.min(3, thickness / 2)}
            />
          </g>
        ))}
        {labelled(bars.length, Math.floor(inner / LABEL_WIDTH)).map((index) => {
          // The last one ends where the plot ends.
          const last = index === bars.length - 1;
          return (
            <text key={index} class="tick" x={last ? width.value : x(index)} y={HEIGHT - 6} text-anchor={last ? "end" : "middle"}>
              {bars[index]?.name}
            </text>
          );
        })}
      </svg>
    </div>
  );
}
