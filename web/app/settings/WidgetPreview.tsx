import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

import type { Transport } from "../../chat";
import { readableOn } from "../../chat/color";
import { t } from "../i18n/translate";
import { draftConfig } from "../talk/config";
import { showChat } from "../talk/show-chat";
import { Icon } from "../ui/Icon";

/** How the widget will look on a site, as the draft has it. It is a picture: nothing in it can be pressed but the launcher. */
export function WidgetPreview() {
  const open = useSignal(true);
  const look = draftConfig.value?.widget;
  if (!look) return null;
  return (
    <aside class="preview" aria-label={t("preview.title")}>
      <p class="hint">{t("preview.title")}</p>
      <div
        class={`site ${look.side}`}
        data-theme={look.theme}
        style={{ "--widget": look.color, "--on-widget": readableOn(look.color) }}
      >
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

const unanswered = () => new Promise<never>(() => undefined);

/** A preview asks no server. Of a chat that is inert nothing but `open` is ever called. */
const NOBODY: Transport = {
  open: async () => ({ messages: [], lead: null }),
  send: unanswered,
  sendForm: unanswered,
  transcribe: unanswered,
};

function Chat() {
  const container = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (container.current) return showChat(container.current, { config: draftConfig, transport: NOBODY }).destroy;
  }, []);
  return <div class="site-chat" ref={container} inert />;
}
