import { t } from "../i18n/translate";
import { TestSelect } from "../talk/TestSelect";
import { Choice } from "../ui/Choice";
import { SearchBox } from "../ui/SearchBox";
import { ask, FILTERS, query } from "./address";

export function ConversationFilters() {
  return (
    <search class="filters" aria-label={t("conversations.filters")}>
      <Choice
        label={t("conversations.which")}
        quiet
        value={query.value.filter}
        options={FILTERS.map((value) => ({ value, label: t(`conversations.${value}`) }))}
        onChoose={(filter) => ask({ filter })}
      />
      <TestSelect value={query.value.test} onChoose={(test) => ask({ test })} />
      <SearchBox value={query.value.q} label={t("conversations.search_by")} onSearch={(q) => ask({ q })} />
    </search>
  );
}
