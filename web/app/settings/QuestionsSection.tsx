import type { Question } from "../api/contract";
import { t } from "../i18n/translate";
import { change, draft } from "../state/assistant";
import { toast } from "../state/toasts";
import { Icon } from "../ui/Icon";
import { QuestionEditor } from "./QuestionEditor";

const MOST = 10;

/** What the assistant is to find out, in this order. */
export function QuestionsSection() {
  const questions = draft.value?.questions ?? [];
  const set = (changed: Question[]) => change({ questions: changed });

  function move(from: number, to: number) {
    const changed = [...questions];
    changed.splice(to, 0, ...changed.splice(from, 1));
    set(changed);
    setTimeout(() => focusQuestion(to));
  }

  function remove(index: number) {
    set(questions.filter((_, at) => at !== index));
    toast(t("questions.removed"), { action: { label: t("undo"), run: () => set(questions) } });
    setTimeout(() => focusQuestion(Math.min(index, questions.length - 2)));
  }

  return (
    <>
      <p class="hint">{t("questions.about")}</p>
      <ol class="questions">
        {questions.map((question, index) => (
          <QuestionEditor
            key={index}
            question={question}
            index={index}
            last={questions.length - 1}
            onChange={(changed) => set(questions.map((other, at) => (at === index ? changed : other)))}
            onMove={(to) => move(index, to)}
            onRemove={() => remove(index)}
          />
        ))}
      </ol>
      <button
        type="button"
        class="outlined"
        disabled={questions.length >= MOST}
        onClick={() => {
          set([...questions, { text: "", kind: "text", required: true }]);
          setTimeout(() => focusQuestion(questions.length));
        }}
      >
        <Icon name="plus" />
        {t("questions.add")}
      </button>
    </>
  );
}

function focusQuestion(index: number) {
  document.querySelectorAll<HTMLElement>(".question input[name=text]")[index]?.focus();
}
