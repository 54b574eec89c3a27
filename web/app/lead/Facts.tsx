import type { Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";

import type { Field, LeadDetails } from "../api/contract";
import { t } from "../i18n/translate";
import { href } from "../state/route";
import { TimeAgo } from "../ui/TimeAgo";
import { Fact } from "./Fact";
import { Score } from "./Score";
import { sourceOf } from "./sources";
import { linkOf, pageLink, shortUrl, written } from "./words";

const FIELDS = ["need", "name", "phone", "email", "telegram"] as const satisfies Field[];

/** What is known of a lead, each value with the way to the words it was taken from. */
export function Facts({ lead, pointed }: { lead: LeadDetails; pointed: Signal<number | null> }) {
  return (
    <section class="facts" aria-label={t("lead.facts")}>
      <dl>
        {FIELDS.map((field) => {
          const value = lead[field];
          if (!value) return null;
          const link = linkOf(field, value);
          return (
            <Fact key={field} label={t(`field.${field}`)} lead={lead} source={sourceOf(lead, field, value)} pointed={pointed}>
              {link ? <a href={link}>{written(field, value)}</a> : value}
              {lead.doubtful.includes(field) && <span class="doubt">{t("lead.doubtful")}</span>}
            </Fact>
          );
        })}
        {lead.answers.map(({ question, answer }) => (
          <Fact
            key={question}
            label={question}
            asked
            lead={lead}
            source={sourceOf(lead, "answer", answer, question)}
            pointed={pointed}
          >
            {answer}
          </Fact>
        ))}
        <Row label={t("lead.score")}>
          <Score score={lead.score} />
        </Row>
        <Row label={t("lead.created")}>
          <TimeAgo moment={lead.created_at} />
        </Row>
        <SourceRows lead={lead} />
        {lead.previous_lead_id && (
          <Row label={t("lead.previous")}>
            <a href={href(["leads", lead.previous_lead_id])}>{t("lead.previous_link")}</a>
          </Row>
        )}
      </dl>
    </section>
  );
}

function SourceRows({ lead: { source } }: { lead: LeadDetails }) {
  const utm = Object.entries(source?.utm ?? {});
  return (
    <>
      {source?.page_url && (
        <Row label={t("lead.page")}>
          <PageLink address={source.page_url} />
        </Row>
      )}
      {source?.referrer && <Row label={t("lead.referrer")}>{shortUrl(source.referrer)}</Row>}
      {utm.length > 0 && <Row label={t("lead.campaign")}>{utm.map(([name, value]) => `${name}: ${value}`).join(", ")}</Row>}
    </>
  );
}

function PageLink({ address }: { address: string }) {
  const link = pageLink(address);
  if (!link) return <>{address}</>;
  return (
    <a href={link} target="_blank" rel="noopener noreferrer">
      {shortUrl(address)}
    </a>
  );
}

function Row({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
