import { useEffect } from "preact/hooks";

import { poll } from "../api/poll";
import { t } from "../i18n/translate";
import { saved } from "../state/assistant";
import { lookAtProgress, progress } from "../state/onboarding";
import { Copy } from "../ui/Copy";
import { Icon } from "../ui/Icon";
import { TimeAgo } from "../ui/TimeAgo";

const EVERY = 5000;

/** The line that brings the widget to a site, and whether the site has been seen with it. */
export function Install() {
  const key = saved.value?.site_key ?? "";
  const line = `<script async src="${new URL("widget.js", document.baseURI)}" data-site="${key}"></script>`;
  useEffect(() => {
    const left = new AbortController();
    poll(
      () => lookAtProgress(left.signal),
      () => EVERY,
      left.signal,
    );
    return () => left.abort();
  }, []);
  return (
    <div class="stack tight">
      <p>{t("install.text")}</p>
      <pre class="snippet">
        <code>{line}</code>
      </pre>
      <div class="row wrap">
        <Copy text={line} label={t("copy")} />
        <Seen />
      </div>
    </div>
  );
}

function Seen() {
  const { installed, last_seen_on, last_seen_at } = progress.value ?? {};
  return (
    <p class="seen" role="status" data-done={installed}>
      <Icon name={installed ? "check" : "clock"} />
      <span>{installed ? t("install.seen", { site: last_seen_on ?? "" }) : t("install.waiting")}</span>
      {installed && last_seen_at && <TimeAgo moment={last_seen_at} />}
    </p>
  );
}
