import { dateTime } from "../i18n/format";
import { chooseLanguage, LANGUAGES, type Language, language, t } from "../i18n/translate";
import { account } from "../session/session";
import { signOut } from "../state/sign-out";
import { THEMES, type Theme, theme } from "../state/theme";
import { Choice } from "../ui/Choice";
import { Icon } from "../ui/Icon";
import { Page } from "../ui/Page";

const NAMES: Record<Language, string> = { ru: "Русский", en: "English" };

/** Who is signed in, and how the app looks on this device. */
export function AccountPage() {
  return (
    <Page title={t("nav.account")}>
      <div class="account">
        <section class="card" aria-label={t("account.company")}>
          <Company />
          <button type="button" class="outlined" onClick={signOut}>
            <Icon name="leave" />
            {t("sign_out")}
          </button>
        </section>
        <section class="card" aria-label={t("account.device")}>
          <h2>{t("account.device")}</h2>
          <Choice<Language>
            label={t("account.language")}
            value={language.value}
            options={LANGUAGES.map((value) => ({ value, label: NAMES[value], lang: value }))}
            onChoose={(value) => void chooseLanguage(value)}
          />
          <Choice<Theme>
            label={t("account.theme")}
            value={theme.value}
            options={THEMES.map((value) => ({ value, label: t(`theme.${value}`) }))}
            onChoose={(value) => {
              theme.value = value;
            }}
          />
        </section>
      </div>
    </Page>
  );
}

function Company() {
  const shown = account.value;
  if (!shown) return <p role="status">{t("loading")}</p>;
  return (
    <>
      <h2>{shown.company_name}</h2>
      <dl class="pairs">
        <div>
          <dt>{t("field.email")}</dt>
          <dd>{shown.email}</dd>
        </div>
        <div>
          <dt>{t("account.since")}</dt>
          <dd>{dateTime(shown.created_at)}</dd>
        </div>
      </dl>
    </>
  );
}
