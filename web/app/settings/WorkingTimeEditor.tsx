import type { Day, WorkingTime } from "../api/contract";
import { language, t } from "../i18n/translate";
import { Icon } from "../ui/Icon";

const WEEK: Day[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

interface WorkingTimeEditorProps {
  time: WorkingTime;
  error?: string | undefined;
  onChange: (time: WorkingTime) => void;
  onRemove: () => void;
}

/** Some days of the week with the same hours. */
export function WorkingTimeEditor({ time, error, onChange, onRemove }: WorkingTimeEditorProps) {
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
          aria-invalid={Boolean(error)}
          value={time.from}
          onChange={(event) => onChange({ ...time, from: event.currentTarget.value })}
        />
        <span aria-hidden="true">–</span>
        <input
          type="time"
          aria-label={t("hours.to")}
          aria-invalid={Boolean(error)}
          value={time.to}
          onChange={(event) => onChange({ ...time, to: event.currentTarget.value })}
        />
        <button type="button" class="round" aria-label={t("hours.remove")} title={t("hours.remove")} onClick={onRemove}>
          <Icon name="trash" />
        </button>
      </div>
      {error && (
        <p class="error" role="alert">
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
