import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

import { t } from "../i18n/translate";

interface ChartCardProps {
  title: string;
  /** The plot in one sentence. */
  summary: string;
  columns: string[];
  rows: (string | number)[][];
  children: ComponentChildren;
}

/** A plot with its meaning in words, and the same as a table. */
export function ChartCard({ title, summary, columns, rows, children }: ChartCardProps) {
  const id = useId();
  const open = useSignal(false);
  return (
    <section class="card chart" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <p class="hint">{summary}</p>
      {children}
      <details
        onToggle={(event) => {
          open.value = event.currentTarget.open;
        }}
      >
        <summary>{t("usage.as_table")}</summary>
        {open.value && <Table title={title} columns={columns} rows={rows} />}
      </details>
    </section>
  );
}

/** Made when it is asked for: a year has many rows. */
function Table({ title, columns, rows }: Pick<ChartCardProps, "title" | "columns" | "rows">) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <section class="table" tabIndex={0} aria-label={title}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, ...values]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {values.map((value, index) => (
                <td key={index}>{value}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
