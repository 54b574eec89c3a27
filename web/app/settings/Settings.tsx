import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";

import { t } from "../i18n/translate";
import { draft, loadAssistant } from "../state/assistant";
import { href, route } from "../state/route";
import { Page } from "../ui/Page";
import { AboutSection } from "./AboutSection";
import { AssistantAwaited } from "./AssistantAwaited";
import { HoursSection } from "./HoursSection";
import { InstallSection } from "./InstallSection";
import { QuestionsSection } from "./QuestionsSection";
import { SaveBar } from "./SaveBar";
import { SECTIONS, type Section } from "./sections";
import { TelegramLinker } from "./TelegramLinker";
import { WidgetPreview } from "./WidgetPreview";
import { WidgetSection } from "./WidgetSection";

const BODIES: Record<Section, ComponentType> = {
  about: AboutSection,
  questions: QuestionsSection,
  hours: HoursSection,
  widget: WidgetSection,
  install: InstallSection,
  telegram: TelegramLinker,
};
const WITH_PREVIEW: Section[] = ["about", "widget"];

/** All that an owner decides about the assistant. */
export function Settings() {
  const section = SECTIONS.find((name) => name === route.value.path[1]) ?? "about";
  const Body = BODIES[section];
  useEffect(() => {
    void loadAssistant();
  }, []);
  return (
    <Page title={t("nav.assistant")}>
      <nav class="subnav" aria-label={t("settings.sections")}>
        {SECTIONS.map((name) => (
          <a key={name} href={href(["assistant", name])} aria-current={name === section ? "page" : undefined}>
            {t(`settings.${name}`)}
          </a>
        ))}
      </nav>
      {!draft.value && <AssistantAwaited />}
      {draft.value && (
        <div class={`settings ${WITH_PREVIEW.includes(section) ? "with-preview" : ""}`}>
          <section class="settings-body" aria-labelledby="section-title">
            <h2 id="section-title">{t(`settings.${section}`)}</h2>
            <Body />
          </section>
          {WITH_PREVIEW.includes(section) && <WidgetPreview />}
        </div>
      )}
      <SaveBar />
    </Page>
  );
}
