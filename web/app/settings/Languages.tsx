import { languageName } from "../i18n/format";
import { t } from "../i18n/translate";
import { change, draft, errorOf } from "../state/assistant";
import { Field } from "../ui/Field";
import { Icon } from "../ui/Icon";
import { Select } from "../ui/Select";

/** Most of what visitors speak; the model speaks more. */
const OFFERED =
  "en ru uk be kk uz ky tg az hy ka de fr es pt it nl pl cs sk sl sr hr bg ro hu el tr ar he fa hi bn ur zh ja ko vi th id ms fi sv nb da et lv lt".split(
    " ",
  );
const MOST = 10;

/** Which languages the assistant speaks; none stands for the visitor's own. */
export function Languages() {
  const chosen = draft.value?.languages ?? [];
  const left = OFFERED.filter((code) => !chosen.includes(code))
    .map((code) => ({ value: code, label: languageName(code) }))
    .sort((a, b) => a.label.localeCompare(b.label));
  return (
    <div class="stack tight">
      <Field label={t("settings.languages")} hint={t("settings.languages_hint")} error={errorOf("languages")}>
        {(control) => (
          <Select<string>
            {...control}
            value=""
            disabled={chosen.length >= MOST}
            options={[{ value: "", label: t("settings.add_language") }, ...left]}
            onChoose={(code) => code && change({ languages: [...chosen, code] })}
          />
        )}
      </Field>
      <ul class="chips" aria-label={t("settings.languages")}>
        {chosen.map((code) => (
          <li key={code}>
            {languageName(code)}
            <button
              type="button"
              class="round small"
              aria-label={t("remove_one", { name: languageName(code) })}
              onClick={() => change({ languages: chosen.filter((other) => other !== code) })}
            >
              <Icon name="cross" />
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
