import type { WorkingTime } from "../api/contract";
import { t } from "../i18n/translate";
import { change, draft, errorOfList } from "../state/assistant";
import { Icon } from "../ui/Icon";
import { DraftText } from "./DraftText";
import { TimeZoneField } from "./TimeZoneField";
import { WorkingTimeEditor } from "./WorkingTimeEditor";

const MOST = 14;
const USUAL: WorkingTime = { days: ["mon", "tue", "wed", "thu", "fri"], from: "09:00", to: "18:00" };

/** When people answer, and what is said to those who ask for one. */
export function HoursSection() {
  const times = draft.value?.working_hours ?? [];
  const set = (working_hours: WorkingTime[]) => change({ working_hours });
  return (
    <>
      <p class="hint">{t("hours.about")}</p>
      <ul class="hours">
        {times.map((time, index) => (
          <WorkingTimeEditor
            key={index}
            time={time}
            name={`working_hours.${index}`}
            tooMany={index === times.length - 1 ? errorOfList("working_hours") : undefined}
            onChange={(changed) => set(times.map((other, at) => (at === index ? changed : other)))}
            onRemove={() => set(times.filter((_, at) => at !== index))}
          />
        ))}
      </ul>
      <button type="button" class="outlined" disabled={times.length >= MOST} onClick={() => set([...times, USUAL])}>
        <Icon name="plus" />
        {t("hours.add")}
      </button>
      <TimeZoneField />
      <DraftText name="hand_off" label={t("settings.hand_off")} hint={t("settings.hand_off_hint")} limit={300} rows={2} />
    </>
  );
}
