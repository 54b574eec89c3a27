import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

import type { LeadDetails } from "../api/contract";
import { t } from "../i18n/translate";
import { closeHref, closeLead } from "../inbox/address";
import { narrow } from "../state/media";
import { Failure } from "../ui/Failure";
import { Icon } from "../ui/Icon";
import { Skeleton } from "../ui/Skeleton";
import { Delivery } from "./Delivery";
import { Facts } from "./Facts";
import { Notes } from "./Notes";
import { StatusPicker } from "./StatusPicker";
import { Transcript } from "./Transcript";
import { type OpenLead, useLead } from "./useLead";
import { titleOf } from "./words";

/** One lead: what is known, where it was said, and what the owner has made of it. */
export function LeadPane({ id }: { id: string }) {
  const open = useLead(id);
  const lead = open.lead.value;
  const pane = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const loaded = lead !== null;

  useEffect(() => {
    if (loaded) heading.current?.focus({ preventScroll: true });
    pane.current?.scrollTo(0, 0);
    if (loaded && narrow.value) window.scrollTo(0, 0);
  }, [loaded]);
  useEffect(() => () => focusInList(id), [id]);
  useEffect(() => {
    document.addEventListener("keydown", closeByEscape);
    return () => document.removeEventListener("keydown", closeByEscape);
  }, []);
  const title = lead && titleOf(lead);
  useEffect(() => {
    const before = document.title;
    if (title) document.title = `${title} · Leadline`;
    return () => {
      document.title = before;
    };
  }, [title]);

  return (
    <section class="lead-pane" ref={pane} aria-label={t("lead.pane")}>
      <div class="lead-pane-head">
        <a class="round button" href={closeHref()} aria-label={t("lead.close")} title={t("lead.close")}>
          <Icon name={narrow.value ? "arrow_left" : "cross"} />
        </a>
        <h2 ref={heading} tabIndex={-1}>
          {lead ? titleOf(lead) : t("loading")}
        </h2>
        {lead && <StatusPicker lead={lead} />}
      </div>
      {lead ? <Body lead={lead} open={open} /> : <Waiting open={open} />}
    </section>
  );
}

/** Wherever the focus is, but in what has a use for the key itself. */
function closeByEscape(event: KeyboardEvent) {
  const typing = event.target instanceof HTMLElement && event.target.matches("input, textarea, select");
  if (event.key === "Escape" && !typing && !document.querySelector(":popover-open, dialog[open]")) closeLead();
}

function Waiting({ open }: { open: OpenLead }) {
  return open.problem.value ? <Failure problem={open.problem.value} onRetry={open.refresh} /> : <Skeleton />;
}

function Body({ lead, open }: { lead: LeadDetails; open: OpenLead }) {
  /** Which value is pointed at, by its place in `lead.fields`: its words and its row stand out together. */
  const pointed = useSignal<number | null>(null);
  return (
    <div class="lead-body">
      <div class="lead-side">
        {lead.erasure && <p class="notice">{t(`lead.erasure.${lead.erasure}`)}</p>}
        <Facts lead={lead} pointed={pointed} />
        <Delivery lead={lead} open={open} />
        <Notes lead={lead} open={open} />
      </div>
      <Transcript messages={lead.conversation} fields={lead.fields} pointed={pointed} />
    </div>
  );
}

/** Who closes a lead goes on in the list where they were. */
function focusInList(id: string) {
  requestAnimationFrame(() => {
    if (document.activeElement !== document.body) return;
    document.querySelector<HTMLElement>(`[data-lead="${CSS.escape(id)}"]`)?.focus();
  });
}
