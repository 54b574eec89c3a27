import { t } from "../i18n/translate";
import { toast } from "../state/toasts";
import { Icon } from "./Icon";

/** A button that puts a text on the clipboard. */
export function Copy({ text, label }: { text: string; label: string }) {
  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
      toast(t("copied"));
    } catch {
      toast(t("not_copied"), { kind: "failed" });
    }
  }
  return (
    <button type="button" class="outlined" onClick={copy}>
      <Icon name="copy" />
      {label}
    </button>
  );
}
