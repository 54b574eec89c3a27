import { useSignal } from "@preact/signals";

import { exportLeads } from "../api/leads";
import { problemOf } from "../api/problem";
import { sentenceOf } from "../i18n/problem-text";
import { t } from "../i18n/translate";
import { toast } from "../state/toasts";
import { Icon } from "../ui/Icon";
import { query } from "./address";

/** The leads that are asked for now, as a file. */
export function Export() {
  const busy = useSignal(false);

  async function download() {
    if (busy.value) return;
    busy.value = true;
    try {
      save(await exportLeads(query.value), `leads-${new Date().toISOString().slice(0, 10)}.csv`);
      toast(t("export.done"));
    } catch (error) {
      const problem = problemOf(error);
      if (problem)
        toast(t("export.failed", { reason: sentenceOf(problem) }), {
          kind: "failed",
          action: { label: t("try_again"), run: download },
        });
    } finally {
      busy.value = false;
    }
  }

  return (
    <button type="button" class="outlined" aria-busy={busy.value} title={t("export.about")} onClick={download}>
      <Icon name="download" />
      CSV
    </button>
  );
}

/** Hands a file to the browser. The request needs a header, so a plain link would not do. */
function save(file: Blob, name: string) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
