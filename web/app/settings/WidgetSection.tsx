import type { WidgetLook } from "../api/contract";
import { t } from "../i18n/translate";
import { account } from "../session/session";
import { changeLook, draft, errorOf, wrongItemOf } from "../state/assistant";
import { Choice } from "../ui/Choice";
import { Field } from "../ui/Field";
import { TextField } from "../ui/TextField";
import { ColorField } from "./ColorField";
import { LinesField } from "./LinesField";

type TextOfLook = "title" | "launcher" | "teaser" | "privacy_url";

/** How the widget looks on the site. */
export function WidgetSection() {
  const look = draft.value?.widget;
  if (!look) return null;
  return (
    <>
      <ColorField color={look.color} error={errorOf("widget.color")} onChange={(color) => changeLook({ color })} />
      <Choice<WidgetLook["theme"]>
        label={t("account.theme")}
        value={look.theme}
        error={errorOf("widget.theme")}
        options={(["auto", "light", "dark"] as const).map((value) => ({ value, label: t(`theme.${value}`) }))}
        onChoose={(theme) => changeLook({ theme })}
      />
      <Choice<WidgetLook["side"]>
        label={t("widget.side")}
        value={look.side}
        error={errorOf("widget.side")}
        options={(["left", "right"] as const).map((value) => ({ value, label: t(`widget.side.${value}`) }))}
        onChoose={(side) => changeLook({ side })}
      />
      <LookText name="title" limit={60} placeholder={account.value?.company_name ?? ""} />
      <LookText name="launcher" limit={40} />
      <LookText name="teaser" limit={120} />
      <LinesField
        label={t("widget.quick_replies")}
        hint={t("widget.quick_replies_hint")}
        lines={look.quick_replies}
        error={errorOf("widget.quick_replies")}
        wrong={wrongItemOf("widget.quick_replies")}
        onChange={(quick_replies) => changeLook({ quick_replies })}
      />
      <LookText name="privacy_url" limit={500} placeholder="https://" />
      <details>
        <summary>{t("widget.more")}</summary>
        <Field label={t("widget.z_index")} hint={t("widget.z_index_hint")} error={errorOf("widget.z_index")}>
          {(control) => (
            <input
              {...control}
              type="number"
              min={1}
              max={2147483647}
              value={look.z_index}
              onInput={(event) => changeLook({ z_index: Number(event.currentTarget.value) || 1 })}
            />
          )}
        </Field>
      </details>
    </>
  );
}

function LookText({ name, limit, placeholder = "" }: { name: TextOfLook; limit: number; placeholder?: string }) {
  const text = {
    get value() {
      return draft.value?.widget[name] ?? "";
    },
    set value(typed) {
      changeLook({ [name]: typed });
    },
  };
  return (
    <TextField
      label={t(`widget.${name}`)}
      hint={t(`widget.${name}_hint`)}
      name={name}
      type={name === "privacy_url" ? "url" : "text"}
      maxLength={limit}
      placeholder={placeholder}
      text={text}
      error={errorOf(`widget.${name}`)}
    />
  );
}
