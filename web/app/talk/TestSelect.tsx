import { TEST_FILTERS, type TestFilter } from "../api/conversations";
import { t } from "../i18n/translate";
import { Select } from "../ui/Select";

const LABELS = { "": "test.all", false: "test.without", true: "test.only" } as const;

/** Whether a list shows the company's own tests. */
export function TestSelect({ value, onChoose }: { value: TestFilter; onChoose: (value: TestFilter) => void }) {
  return (
    <Select<TestFilter>
      aria-label={t("test.filter")}
      value={value}
      options={TEST_FILTERS.map((filter) => ({ value: filter, label: t(LABELS[filter]) }))}
      onChoose={onChoose}
    />
  );
}
