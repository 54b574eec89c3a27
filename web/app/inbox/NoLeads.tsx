import { t } from "../i18n/translate";
import { ANY, question } from "../state/leads";
import { href } from "../state/route";
import { Blank } from "../ui/Blank";
import { ask } from "./address";

/** Why there is nothing to see, and what to do about it. */
export function NoLeads() {
  const filtered = Object.values(question.value).some(Boolean);
  if (filtered) {
    return (
      <Blank icon="search" title={t("leads.nothing")}>
        <p>{t("leads.nothing_text")}</p>
        <button type="button" class="outlined" onClick={() => ask(ANY)}>
          {t("leads.clear")}
        </button>
      </Blank>
    );
  }
  return (
    <Blank icon="inbox" title={t("leads.empty")}>
      <p>{t("leads.empty_text")}</p>
      <a class="button primary" href={href(["try"])}>
        {t("leads.to_try")}
      </a>
    </Blank>
  );
}
