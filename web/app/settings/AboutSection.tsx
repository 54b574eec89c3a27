import { t } from "../i18n/translate";
import { DraftText } from "./DraftText";
import { Languages } from "./Languages";
import { RegionField } from "./RegionField";

/** What the assistant is, and what it may say. */
export function AboutSection() {
  return (
    <>
      <AboutFields />
      <Languages />
      <RegionField />
    </>
  );
}

/** What has to be told before anything else. */
export function AboutFields() {
  return (
    <>
      <DraftText
        name="about"
        label={t("settings.about_label")}
        hint={t("settings.about_hint")}
        placeholder={t("settings.about_example")}
        limit={8000}
        rows={9}
      />
      <DraftText name="greeting" label={t("settings.greeting")} hint={t("settings.greeting_hint")} limit={500} rows={2} />
      <DraftText name="name" label={t("settings.name")} hint={t("settings.name_hint")} limit={60} />
    </>
  );
}
