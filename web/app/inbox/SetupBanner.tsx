import { t } from "../i18n/translate";
import { progress, STEPS, stepsDone, unfinished, wasUnfinished } from "../state/onboarding";
import { href } from "../state/route";

/** Until all is set up, the way there stands above the leads. */
export function SetupBanner() {
  // Its place, so that the leads do not move once it is known.
  if (!progress.value && wasUnfinished()) return <p class="setup-banner awaited" aria-hidden="true" />;
  if (!unfinished.value) return null;
  const next = STEPS.find((step) => !progress.value?.[step]) ?? "told";
  return (
    <p class="setup-banner">
      <progress
        max={STEPS.length}
        value={stepsDone.value}
        aria-label={t("start.done", { done: stepsDone.value, all: STEPS.length })}
      />
      <span>{t(`start.next.${next}`)}</span>
      <a href={href(["start", next])}>{t("start.continue")}</a>
    </p>
  );
}
