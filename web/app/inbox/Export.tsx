import { useSignal } from "@preact/signals";

import { type ExportFormat, exportLeads } from "../api/leads";
import { problemOf } from "../api/problem";
import { sentenceOf } from "../i18n/problem-text";
import { language, t } from "../i18n/translate";
import { toast } from "../state/toasts";
import { Icon } from "../ui/Icon";
import { query } from "./address";

/** Downloads the leads of the current filters, in the language of the page. */
export function Export() {
  return (
    <>
      <ExportButton format="xlsx" label="Excel" about={t("export.about_xlsx")} />
      <ExportButton format="csv" label="CSV" about={t("export.about_csv")} />
    </>
  );
}

function ExportButton({ format, label, about }: { format: ExportFormat; label: string; about: string }) {
  const busy = useSignal(false);

  async function download() {
    if (busy.value) return;
    busy.value = true;
    try {
      const file = await exportLeads(query.value, format, language.value);
      save(file, `leads-${new Date().toISOString().slice(0, 10)}.${format}`);
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
    <button type="button" class="outlined" aria-busy={busy.value} title={about} onClick={download}>
      <Icon name="download" />
      {label}
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
