import { useId } from "preact/hooks";

import type { Day, WorkingTime } from "../api/contract";
import { language, t } from "../i18n/translate";
import { errorOf } from "../state/assistant";
import { Icon } from "../ui/Icon";

const WEEK: Day[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

interface WorkingTimeEditorProps {
  time: WorkingTime;
  /** Its path in the settings. */
  name: string;
  /** What is wrong with the list that ends with it. */
  tooMany?: string | undefined;
  onChange: (time: WorkingTime) => void;
  onRemove: () => void;
}

/** Some days of the week with the same hours. */
export function WorkingTimeEditor({ time, name, tooMany, onChange, onRemove }: WorkingTimeEditorProps) {
  const id = useId();
  const wrong = { from: errorOf(`${name}.from`), to: errorOf(`${name}.to`), days: errorOf(`${name}.days`) ?? tooMany };
  const error = wrong.days ?? wrong.from ?? wrong.to;
  const marked = (part: string | undefined) => part && { "aria-invalid": "true" as const, "aria-describedby": `${id}-error` };

  function toggle(day: Day, on: boolean) {
    onChange({ ...time, days: WEEK.filter((other) => (other === day ? on : time.days.includes(other))) });
  }
  return (
    <li class="card hours-row">
      <fieldset class="days">
        <legend class="unseen">{t("hours.days")}</legend>
        {WEEK.map((day, index) => (
          <label key={day} title={dayName(index, "long")}>
            <input
              type="checkbox"
              aria-label={dayName(index, "long")}
              checked={time.days.includes(day)}
              {...marked(wrong.days)}
              onChange={(event) => toggle(day, event.currentTarget.checked)}
            />
            <span aria-hidden="true">{dayName(index, "short")}</span>
          </label>
        ))}
      </fieldset>
      <div class="row">
        <input
          type="time"
          aria-label={t("hours.from")}
          {...marked(wrong.from)}
          value={time.from}
          onChange={(event) => onChange({ ...time, from: event.currentTarget.value })}
        />
        <span aria-hidden="true">–</span>
        <input
          type="time"
          aria-label={t("hours.to")}
          {...marked(wrong.to)}
          value={time.to}
          onChange={(event) => onChange({ ...time, to: event.currentTarget.value })}
        />
        <button type="button" class="round" aria-label={t("hours.remove")} title={t("hours.remove")} onClick={onRemove}>
          <Icon name="trash" />
        </button>
      </div>
      {error && (
        <p class="error" role="alert" id={`${id}-error`}>
          {error}
        </p>
      )}
    </li>
  );
}

/** 2024 began with a Monday. */
function dayName(index: number, weekday: "long" | "short"): string {
  return new Intl.DateTimeFormat(language.value, { weekday, timeZone: "UTC" }).format(new Date(Date.UTC(2024, 0, index + 1)));
}
