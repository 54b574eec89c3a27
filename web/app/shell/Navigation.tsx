import { t } from "../i18n/translate";
import { dirty } from "../state/assistant";
import { narrow } from "../state/media";
import { STEPS, stepsDone } from "../state/onboarding";
import { href, page } from "../state/route";
import { Icon } from "../ui/Icon";
import { type Destination, destinations } from "./destinations";
import { MoreMenu } from "./MoreMenu";

/** Beside the page, or on a phone below it. */
export function Navigation() {
  const all = destinations();
  const visible = narrow.value ? all.filter(({ first }) => first) : all;
  return (
    <nav class="navigation" aria-label={t("nav")}>
      <ul>
        {visible.map((destination) => (
          <li key={destination.path}>
            <NavLink {...destination} />
          </li>
        ))}
        {narrow.value && (
          <li>
            <MoreMenu rest={all.filter(({ first }) => !first)} />
          </li>
        )}
      </ul>
    </nav>
  );
}

export function NavLink({ path, label, icon }: Destination) {
  const current = (page.value || "leads") === path;
  return (
    <a href={href([path])} aria-current={current ? "page" : undefined}>
      <Icon name={icon} />
      <span>{t(label)}</span>
      {path === "assistant" && dirty.value && page.value !== "assistant" && (
        <span class="dot">
          <span class="unseen">{t("settings.unsaved")}</span>
        </span>
      )}
      {path === "start" && (
        <span class="badge">
          {stepsDone.value}/{STEPS.length}
        </span>
      )}
    </a>
  );
}
