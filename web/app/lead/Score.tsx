import type { Lead } from "../api/contract";
import { t } from "../i18n/translate";

/** How much is known of a lead, and on hover what that is made of. */
export function Score({ score }: { score: Lead["score"] }) {
  const reasons = score.reasons.map(({ code, points }) => `${t(`score.${code}`)} +${points}`).join(", ");
  return (
    <span class="score" title={reasons}>
      {t("lead.points", { value: score.value })}
    </span>
  );
}
