import { useSignal } from "@preact/signals";
import { useId, useMemo } from "preact/hooks";

import { browserZone, sameClock, zoneLabel, zones } from "../i18n/time-zone";
import { language, t } from "../i18n/translate";
import { change, draft, errorOf } from "../state/assistant";
import { Field } from "../ui/Field";

/** The time zone of the working hours: typed and searched in a list of places with their offsets. */
export function TimeZoneField() {
  const chosen = draft.value?.time_zone ?? "";
  const list = useId();
  const unknown = useSignal(false);
  const labels = useMemo(() => zones(chosen), [chosen, language.value]);
  const label = [...labels].find(([, zone]) => zone === chosen)?.[0] ?? chosen;

  function choose(typed: string) {
    const text = typed.trim().toLocaleLowerCase();
    const zone = [...labels].find(([known, id]) => [known, id].some((name) => name.toLocaleLowerCase() === text))?.[1];
    unknown.value = zone === undefined;
    if (zone) change({ time_zone: zone });
  }

  return (
    <>
      <Field
        label={t("settings.time_zone")}
        hint={t("settings.time_zone_hint")}
        error={unknown.value ? t("settings.time_zone_unknown") : errorOf("time_zone")}
      >
        {(control) => (
          <>
            <input
              {...control}
              key={label}
              list={list}
              autocomplete="off"
              defaultValue={label}
              // With a text in the field a browser offers only what matches it.
              onFocus={({ currentTarget }) => currentTarget.select()}
              onChange={({ currentTarget }) => choose(currentTarget.value)}
            />
            <datalist id={list}>
              {[...labels.keys()].map((name) => (
                <option key={name} value={name} />
              ))}
            </datalist>
          </>
        )}
      </Field>
      {chosen && !sameClock(chosen, browserZone()) && <OtherZone />}
    </>
  );
}

function OtherZone() {
  const own = browserZone();
  return (
    <p class="notice warn">
      {t("settings.time_zone_differs", { zone: zoneLabel(own) })}{" "}
      <button type="button" class="outlined" onClick={() => change({ time_zone: own })}>
        {t("settings.time_zone_use")}
      </button>
    </p>
  );
}
