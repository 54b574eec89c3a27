import { STATUSES, type Status } from "../api/contract";
import { t } from "../i18n/translate";
import { ANY } from "../state/leads";
import { TestSelect } from "../talk/TestSelect";
import { Icon } from "../ui/Icon";
import { SearchBox } from "../ui/SearchBox";
import { Select } from "../ui/Select";
import { ask, query, view } from "./address";
import { DateRange } from "./DateRange";

/** Which leads are shown. */
export function Filters() {
  const { status, from, to, q, test } = query.value;
  return (
    <search class="filters" aria-label={t("leads.filters")}>
      <SearchBox value={q} label={t("leads.search_by")} onSearch={(text) => ask({ q: text })} />
      {/* A board has a column for each status. */}
      {view.value === "list" && (
        <Select<Status | "">
          aria-label={t("leads.status")}
          value={status}
          options={[
            { value: "", label: t("leads.any_status") },
            ...STATUSES.map((value) => ({ value, label: t(`status.${value}`) })),
          ]}
          onChoose={(value) => ask({ status: value })}
        />
      )}
      <TestSelect value={test} onChoose={(value) => ask({ test: value })} />
      <DateRange />
      {(q || status || test || from || to) && (
        <button type="button" class="quiet" onClick={() => ask(ANY)}>
          <Icon name="cross" />
          {t("leads.clear")}
        </button>
      )}
    </search>
  );
}
