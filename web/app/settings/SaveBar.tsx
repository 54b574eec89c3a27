import { sentenceOf } from "../i18n/problem-text";
import { t } from "../i18n/translate";
import { dirty, discard, draft, rootOf, save, saveProblem, saving } from "../state/assistant";
import { go } from "../state/route";
import { toast } from "../state/toasts";
import { SECTION_OF } from "./sections";

/** What is to be done with changes; it is there as long as there are any. */
export function SaveBar() {
  if (!dirty.value) return null;
  const problem = saveProblem.value;
  return (
    <section class="save-bar" aria-label={t("settings.unsaved")}>
      <p role={problem ? "alert" : "status"} class={problem ? "error" : ""}>
        {problem ? sentenceOf(problem) : t("settings.unsaved")}
      </p>
      <button type="button" class="quiet" onClick={giveUp}>
        {t("settings.discard")}
      </button>
      <button type="button" class="primary" aria-busy={saving.value} onClick={keep}>
        {t("save")}
      </button>
    </section>
  );
}

async function keep() {
  if (await save()) toast(t("settings.saved"));
  else showFirstError();
}

/** Goes to what the server has refused, wherever in the settings it is. */
function showFirstError() {
  const field = saveProblem.value?.errors[0]?.field;
  if (!field) return;
  go(["assistant", SECTION_OF[rootOf(field)] ?? "about"]);
  setTimeout(() => focusWrong(document.querySelector<HTMLElement>(".settings [aria-invalid=true]")));
}

/** Focuses the control, inside of closed details too, and selects the wrong line of several. */
function focusWrong(control: HTMLElement | null) {
  control?.closest("details")?.setAttribute("open", "");
  control?.focus();
  const { start, end } = control?.dataset ?? {};
  if (control instanceof HTMLTextAreaElement && start) control.setSelectionRange(Number(start), Number(end));
}

function giveUp() {
  const given = discard();
  toast(t("settings.discarded"), {
    action: {
      label: t("undo"),
      run: () => {
        draft.value = given;
      },
    },
  });
}
