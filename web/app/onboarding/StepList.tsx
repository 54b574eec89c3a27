import { t } from "../i18n/translate";
import { progress, STEPS, type Step } from "../state/onboarding";
import { href } from "../state/route";
import { Icon } from "../ui/Icon";

/** Where in the four steps one is, and which of them work. */
export function StepList({ current }: { current: Step }) {
  return (
    <nav aria-label={t("start.steps")}>
      <ol class="step-list">
        {STEPS.map((step, index) => {
          const done = progress.value?.[step] ?? false;
          return (
            <li key={step}>
              <a href={href(["start", step])} aria-current={step === current ? "step" : undefined}>
                <span class="step-mark" data-done={done}>
                  {done ? <Icon name="check" /> : index + 1}
                </span>
                <span>{t(`start.${step}`)}</span>
                {done && <span class="unseen">, {t("start.step_done")}</span>}
              </a>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
