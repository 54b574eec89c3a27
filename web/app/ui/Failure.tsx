import type { Problem } from "../api/problem";
import { sentenceOf } from "../i18n/problem-text";
import { t } from "../i18n/translate";
import { Icon } from "./Icon";

/** What stands where something could not be loaded. */
export function Failure({ problem, onRetry }: { problem: Problem; onRetry: () => void }) {
  return (
    <div class="blank">
      <Icon name="warning" />
      <p role="alert">{sentenceOf(problem)}</p>
      <button type="button" class="primary" onClick={onRetry}>
        {t("try_again")}
      </button>
    </div>
  );
}
