import { useId } from "preact/hooks";

import type { AnswerKind, Question } from "../api/contract";
import { t } from "../i18n/translate";
import { errorOf, errorOfList, wrongItemOf } from "../state/assistant";
import { Field } from "../ui/Field";
import { Icon } from "../ui/Icon";
import { Select } from "../ui/Select";
import { LinesField } from "./LinesField";

const KINDS: AnswerKind[] = ["text", "choice", "number", "date"];

interface QuestionEditorProps {
  question: Question;
  index: number;
  last: number;
  onChange: (question: Question) => void;
  onMove: (to: number) => void;
  onRemove: () => void;
}

/** One question of the owner's. */
export function QuestionEditor({ question, index, last, onChange, onMove, onRemove }: QuestionEditorProps) {
  const place = index + 1;
  const id = useId();
  const kindError = errorOf(`questions.${index}.kind`);
  const requiredError = errorOf(`questions.${index}.required`);
  const tooMany = index === last ? errorOfList("questions") : undefined;
  function chooseKind(kind: AnswerKind) {
    const { choices = [], ...rest } = question;
    onChange(kind === "choice" ? { ...rest, kind, choices } : { ...rest, kind });
  }
  return (
    <li class="card question">
      <Field label={t("questions.text", { place })} error={errorOf(`questions.${index}.text`) ?? tooMany}>
        {(control) => (
          <input
            {...control}
            name="text"
            maxLength={200}
            value={question.text}
            onInput={(event) => onChange({ ...question, text: event.currentTarget.value })}
          />
        )}
      </Field>
      <div class="row wrap">
        <Select<AnswerKind>
          aria-label={t("questions.kind", { place })}
          {...(kindError && { "aria-invalid": "true", "aria-describedby": `${id}-error` })}
          value={question.kind}
          options={KINDS.map((value) => ({ value, label: t(`questions.kind.${value}`) }))}
          onChoose={chooseKind}
        />
        <label class="check">
          <input
            type="checkbox"
            checked={question.required}
            {...(requiredError && { "aria-invalid": "true", "aria-describedby": `${id}-error` })}
            onChange={(event) => onChange({ ...question, required: event.currentTarget.checked })}
          />
          <span>{t("questions.required")}</span>
        </label>
        <span class="spring" />
        <button
          type="button"
          class="round"
          disabled={index === 0}
          aria-label={t("questions.up", { place })}
          title={t("questions.up", { place })}
          onClick={() => onMove(index - 1)}
        >
          <Icon name="up" />
        </button>
        <button
          type="button"
          class="round"
          disabled={index === last}
          aria-label={t("questions.down", { place })}
          title={t("questions.down", { place })}
          onClick={() => onMove(index + 1)}
        >
          <Icon name="down" />
        </button>
        <button
          type="button"
          class="round"
          aria-label={t("questions.remove", { place })}
          title={t("questions.remove", { place })}
          onClick={onRemove}
        >
          <Icon name="trash" />
        </button>
      </div>
      {(kindError || requiredError) && (
        <p class="error" id={`${id}-error`}>
          {kindError ?? requiredError}
        </p>
      )}
      {question.kind === "choice" && (
        <LinesField
          label={t("questions.choices")}
          hint={t("one_per_line")}
          lines={question.choices ?? []}
          error={errorOf(`questions.${index}.choices`)}
          wrong={wrongItemOf(`questions.${index}.choices`)}
          onChange={(choices) => onChange({ ...question, choices })}
        />
      )}
    </li>
  );
}
