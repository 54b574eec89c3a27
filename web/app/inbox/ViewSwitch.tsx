import { t } from "../i18n/translate";
import { Icon } from "../ui/Icon";
import { ask, type View, view } from "./address";

const VIEWS: View[] = ["list", "board"];

/** The leads one below another, or in columns by status. */
export function ViewSwitch() {
  return (
    <fieldset class="segments">
      <legend class="unseen">{t("leads.view")}</legend>
      {VIEWS.map((name) => (
        <button type="button" key={name} aria-pressed={view.value === name} onClick={() => ask({ view: name })}>
          <Icon name={name} />
          <span>{t(`leads.view.${name}`)}</span>
        </button>
      ))}
    </fieldset>
  );
}
