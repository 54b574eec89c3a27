import { useState } from "preact/hooks";
import { readable } from "../phone";
import { reasonOf } from "../texts";
import { problemOf } from "../wire/problem";
import { CONTACT_FIELDS } from "../wire/types";
import { useChat } from "./context";
import { Icon } from "./icon";

/** What is stored of the visitor, with the means to correct it and to take it back. */
export function LeadChip() {
  const { conversation, config, texts, focusInput } = useChat();
  const [asks, setAsks] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState("");
  const lead = conversation.lead.value;
  if (!lead) return null;
  const values = CONTACT_FIELDS.flatMap((field) => (lead[field] ? [readable(lead[field])] : []));

  const fix = () => {
    const known = CONTACT_FIELDS.flatMap((field) => (lead[field] ? [[field, lead[field]]] : []));
    conversation.offerForm(config.value.form, Object.fromEntries(known), true);
  };
  const forget = async () => {
    setBusy(true);
    setFailure("");
    try {
      await conversation.forgetLead();
      focusInput();
    } catch (error) {
      setFailure(reasonOf(problemOf(error), texts));
      setBusy(false);
    }
  };

  return (
    <div class="chip">
      <Icon name="check" />
      <div class="words">
        <p>
          <span class="soft">{texts.stored}</span> <bdi>{values.join(" · ")}</bdi>
        </p>
        {asks ? (
          <p class="actions">
            <span>{texts.deleteAsk}</span>
            <button type="button" class="link danger" ref={focusAtOnce} aria-busy={busy} onClick={forget}>
              {texts.yesDelete}
            </button>
            <button type="button" class="link" onClick={() => setAsks(false)}>
              {texts.no}
            </button>
          </p>
        ) : (
          <p class="actions">
            <button type="button" class="link" aria-label={texts.fixLabel} onClick={fix}>
              {texts.fix}
            </button>
            {conversation.transport.forgetLead && (
              <button type="button" class="link" aria-label={texts.deleteLabel} onClick={() => setAsks(true)}>
                {texts.delete}
              </button>
            )}
          </p>
        )}
        {failure && <p role="alert">{failure}</p>}
      </div>
    </div>
  );
}

const focusAtOnce = (button: HTMLElement | null) => button?.focus();
