import { chooseLanguage, LANGUAGES, language, t } from "../i18n/translate";

const NAMES = { ru: "Русский", en: "English" };

export function LanguageSwitch() {
  return (
    <fieldset class="languages">
      <legend class="unseen">{t("language")}</legend>
      {LANGUAGES.map((code) => (
        <button
          type="button"
          key={code}
          lang={code}
          aria-label={NAMES[code]}
          aria-pressed={language.value === code}
          onClick={() => void chooseLanguage(code)}
        >
          {code.toUpperCase()}
        </button>
      ))}
    </fieldset>
  );
}
