/** What the server says and is told. JSON in snake_case. */

export type Side = "left" | "right";
export type Theme = "auto" | "light" | "dark";
export type Role = "visitor" | "assistant";

/** How an owner wants the widget to look. */
export interface Look {
  /** "#rrggbb" */
  color: string;
  side: Side;
  theme: Theme;
  /** Empty: the company's name. */
  title: string;
  /** Words on the launcher; empty: an icon alone. */
  launcher: string;
  /** A sentence beside the launcher; empty: none. */
  teaser: string;
  quick_replies: string[];
  z_index: number;
  privacy_url: string;
}

export interface FormField {
  name: string;
  label: string;
  kind: string;
}

/** The form that is offered where nobody answers. It is in the language of the assistant. */
export interface ContactForm {
  title: string;
  fields: FormField[];
  submit: string;
}

/** `GET api/widget/config` */
export interface Config {
  company_name: string;
  name: string;
  greeting: string;
  language: string;
  widget: Look;
  form: ContactForm;
}

export interface WidgetMessage {
  id: string;
  role: Role;
  text: string;
  spoken: boolean;
  created_at: string;
}

export const CONTACT_FIELDS = ["name", "phone", "email", "telegram", "need"] as const;
export type ContactField = (typeof CONTACT_FIELDS)[number];

/** What is stored of a visitor. */
export type Contact = Record<ContactField, string | null>;

export interface ChatLead extends Contact {
  id: string;
  is_new: boolean;
}

export interface ChatResponse {
  reply: string;
  visitor_id: string;
  message_id: string;
  transcript?: string;
  lead?: ChatLead;
  fallback?: boolean;
  form?: ContactForm;
}

/** Where a visitor is, and what led there. */
export interface PageContext {
  url: string;
  referrer: string;
  utm: Record<string, string>;
}

export interface FieldError {
  field: string;
  code: string;
  detail: string;
}
