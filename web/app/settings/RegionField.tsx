import { useMemo } from "preact/hooks";

import { language, t } from "../i18n/translate";
import { change, draft, errorOf } from "../state/assistant";
import { Field } from "../ui/Field";
import { Select } from "../ui/Select";

/** Codes that have a name but no telephones. */
const NO_COUNTRIES = new Set([
  "EU",
  "EZ",
  "UN",
  "XA",
  "XB",
  "ZZ",
  "QO",
  "AQ",
  "BV",
  "HM",
  "TF",
  "UM",
  "CP",
  "CQ",
  "DG",
  "EA",
  "IC",
]);

/** Where a phone number without a country's code is dialled. */
export function RegionField() {
  const countries = useMemo(() => countriesIn(language.value), [language.value]);
  return (
    <Field label={t("settings.region")} hint={t("settings.region_hint")} error={errorOf("region")}>
      {(control) => (
        <Select<string>
          {...control}
          value={draft.value?.region ?? ""}
          options={countries}
          onChoose={(region) => change({ region })}
        />
      )}
    </Field>
  );
}

/** Every pair of letters that the browser knows a country's name for. A country of the past has the name of its heir, and is left out. */
function countriesIn(locale: string): { value: string; label: string }[] {
  const names = new Intl.DisplayNames(locale, { type: "region", fallback: "none" });
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".split("");
  const codes = letters.flatMap((first) => letters.map((second) => first + second)).filter((code) => !NO_COUNTRIES.has(code));
  const found = codes.flatMap((value) => {
    const label = names.of(value);
    const canonical = new Intl.Locale(`und-${value}`).region === value;
    return label && canonical ? [{ value, label }] : [];
  });
  return found.sort((a, b) => a.label.localeCompare(b.label, locale));
}
