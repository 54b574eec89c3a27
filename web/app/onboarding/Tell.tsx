import { sentenceOf } from "../i18n/problem-text";
import { t } from "../i18n/translate";
import { AboutFields } from "../settings/AboutSection";
import { AssistantAwaited } from "../settings/AssistantAwaited";
import { dirty, draft, save, saveProblem, saving } from "../state/assistant";
import { go } from "../state/route";
import { toast } from "../state/toasts";

/** What the business does, in the owner's words. */
export function Tell() {
  if (!draft.value) return <AssistantAwaited rows={2} />;
  return (
    <form
      class="stack"
      noValidate
      onSubmit={async (event) => {
        event.preventDefault();
        const form = event.currentTarget;
        if (await save()) {
          toast(t("settings.saved"));
          go(["start", "tried"]);
        } else {
          form.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
        }
      }}
    >
      <AboutFields />
      <p class="alert" role="alert">
        {saveProblem.value && sentenceOf(saveProblem.value)}
      </p>
      <div>
        <button type="submit" class="primary" aria-busy={saving.value} disabled={!dirty.value}>
          {t("start.save_and_try")}
        </button>
      </div>
    </form>
  );
}
