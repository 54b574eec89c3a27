import { readable } from "../../chat/phone";
import type { Field, Lead } from "../api/contract";
import { t } from "../i18n/translate";

const CONTACTS = ["phone", "email", "telegram"] as const satisfies Field[];

/** How a lead is called: its name, or the best that is known. */
export function titleOf(lead: Lead): string {
  if (lead.erased_at) return t("lead.erased");
  if (lead.name) return lead.name;
  const contact = contactsOf(lead)[0];
  return contact ? written(...contact) : t("lead.nameless");
}

/** The ways to reach a lead, the best first. */
export function contactsOf(lead: Lead): [Field, string][] {
  return CONTACTS.flatMap((field) => (lead[field] ? [[field, lead[field]]] : []));
}

/** A value as people read it. */
export function written(field: Field, value: string): string {
  if (field === "phone") return readable(value);
  return field === "telegram" ? `@${value}` : value;
}

/** Where a click on a contact leads; null for a field that is none. */
export function linkOf(field: Field, value: string): string | null {
  if (field === "phone") return `tel:${value}`;
  if (field === "email") return `mailto:${value}`;
  return field === "telegram" ? `https://t.me/${encodeURIComponent(value)}` : null;
}

/** The address of a page that a visitor's browser has named: anything may stand there, and only pages are linked to. */
export function pageLink(address: string): string | null {
  return URL.canParse(address) && ["http:", "https:"].includes(new URL(address).protocol) ? address : null;
}

/** A page's address without what says nothing: scheme and a closing slash. */
export function shortUrl(address: string): string {
  if (!URL.canParse(address)) return address;
  const { host, pathname, search } = new URL(address);
  return `${host}${pathname === "/" ? "" : pathname}${search}`;
}
