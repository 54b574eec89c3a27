import type { ComponentType } from "preact";
import { useEffect, useRef } from "preact/hooks";

import { poll } from "../api/poll";
import { t } from "../i18n/translate";
import { Install } from "../settings/Install";
import { TelegramLinker } from "../settings/TelegramLinker";
import { loadAssistant } from "../state/assistant";
import { lookAtProgress, progress, STEPS, type Step, stepsDone } from "../state/onboarding";
import { go, href, route } from "../state/route";
import { TalkBox } from "../talk/TalkBox";
import { Icon } from "../ui/Icon";
import { Page } from "../ui/Page";
import { StepList } from "./StepList";
import { Tell } from "./Tell";

const EVERY = 5000;

const BODIES: Record<Step, ComponentType> = {
  told: Tell,
  tried: TalkBox,
  installed: Install,
  telegram: TelegramLinker,
};

/** Four steps from nothing to a lead in Telegram; each of them says whether it works. */
export function Onboarding() {
  const asked = STEPS.find((step) => step === route.value.path[1]);
  const current = asked ?? STEPS.find((step) => !progress.value?.[step]) ?? "told";
  const Body = BODIES[current];
  useEffect(() => {
    const left = new AbortController();
    void loadAssistant(left.signal);
    poll(
      () => lookAtProgress(left.signal),
      () => EVERY,
      left.signal,
    );
    return () => left.abort();
  }, []);
  // Once the step's state is known, the page stays at the step, whatever becomes of it.
  const known = progress.value !== null;
  useEffect(() => {
    if (known && !asked) go(["start", current], {}, { replace: true });
  }, [known, asked]);
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(current);
  useEffect(() => {
    if (shown.current !== current) heading.current?.focus();
    shown.current = current;
  }, [current]);
  const next = STEPS[STEPS.indexOf(current) + 1];
  return (
    <Page title={t("start.title")}>
      <p class="lead-in">{stepsDone.value === STEPS.length ? t("start.all_done") : t("start.text")}</p>
      <div class="onboarding">
        <StepList current={current} />
        <section class="card step" aria-labelledby="step-title">
          <h2 id="step-title" ref={heading} tabIndex={-1}>
            {t(`start.${current}`)}
          </h2>
          <State step={current} />
          <Body />
          <div class="row end">
            <a
              class={`button ${progress.value?.[current] ? "primary" : "quiet"}`}
              href={next ? href(["start", next]) : href(["leads"])}
            >
              {t(next ? (progress.value?.[current] ? "start.next" : "start.later") : "start.to_leads")}
            </a>
          </div>
        </section>
      </div>
    </Page>
  );
}

function State({ step }: { step: Step }) {
  const done = progress.value?.[step] ?? false;
  return (
    <p class="seen" role="status" data-done={done}>
      <Icon name={done ? "check" : "clock"} />
      <span>{t(done ? `start.${step}.done` : `start.${step}.todo`)}</span>
    </p>
  );
}
