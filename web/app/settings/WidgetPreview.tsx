import { useSignal } from "@preact/signals";

import { t } from "../i18n/translate";
import { account } from "../session/session";
import { draft } from "../state/assistant";
import { theme } from "../state/theme";
import { Icon } from "../ui/Icon";
import { inkOn } from "./contrast";

/** How the widget will look on a site, as the draft has it. It is a picture: nothing in it can be pressed but the launcher. */
export function WidgetPreview() {
  const open = useSignal(true);
  const look = draft.value?.widget;
  if (!look) return null;
  const scheme = look.theme === "auto" ? theme.value : look.theme;
  return (
    <aside class="preview" aria-label={t("preview.title")}>
      <p class="hint">{t("preview.title")}</p>
      <div class={`site ${look.side}`} data-theme={scheme} style={{ "--widget": look.color, "--on-widget": inkOn(look.color) }}>
        <div class="site-lines" aria-hidden="true">
          <span />
          <span />
          <span />
          <span />
        </div>
        {open.value ? <Chat /> : look.teaser && <p class="teaser">{look.teaser}</p>}
        <button
          type="button"
          class="launcher"
          aria-expanded={open.value}
          aria-label={look.launcher ? undefined : t("preview.launcher")}
          onClick={() => {
            open.value = !open.value;
          }}
        >
          <Icon name={open.value ? "cross" : "chat"} />
          {look.launcher && <span>{look.launcher}</span>}
        </button>
      </div>
    </aside>
  );
}

function Chat() {
  const settings = draft.value;
  if (!settings) return null;
  const { title, quick_replies, privacy_url } = settings.widget;
  return (
    <div class="widget-chat">
      <p class="widget-title">{title || account.value?.company_name || "Leadline"}</p>
      <div class="widget-log">
        <p class="bubble assistant">{settings.greeting || t("preview.greeting")}</p>
        <div class="widget-replies">
          {quick_replies.map((reply) => (
            <span key={reply}>{reply}</span>
          ))}
        </div>
      </div>
      <p class="widget-composer">{t("talk.placeholder")}</p>
      {privacy_url && <p class="widget-privacy">{t("preview.privacy")}</p>}
    </div>
  );
}
