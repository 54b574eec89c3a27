import { t } from "../i18n/translate";
import { change, draft, errorOf, wrongItemOf } from "../state/assistant";
import { Install } from "./Install";
import { LinesField } from "./LinesField";

/** The line for the site, and which sites may use it. */
export function InstallSection() {
  return (
    <>
      <Install />
      <LinesField
        label={t("install.origins")}
        hint={t("install.origins_hint")}
        placeholder="https://example.com"
        lines={draft.value?.allowed_origins ?? []}
        error={errorOf("allowed_origins")}
        wrong={wrongItemOf("allowed_origins")}
        onChange={(allowed_origins) => change({ allowed_origins })}
      />
    </>
  );
}
