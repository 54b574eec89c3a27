/** What goes over the wire. Shapes that openapi.json knows come from it; the others are written here until it knows them too. */
import type { components } from "./openapi";

type Schemas = components["schemas"];

export type Account = Schemas["Account"];
export type Status = Schemas["Status"];
export type Field = Schemas["Field"];
export type Message = Schemas["Message"];
export type CapturedBy = Schemas["CapturedBy"];
export type Question = Schemas["Question"];
export type AnswerKind = Schemas["AnswerKind"];
export type WorkingTime = Schemas["WorkingTime"];
export type Day = Schemas["Day"];
export type ContactForm = Schemas["ContactForm"];
export type ChatLead = Schemas["ChatLead"];
export type ChatResponse = Schemas["ChatResponse"];
export type FieldProblem = Schemas["FieldProblem"];
export type ProblemBody = Partial<Schemas["Problem"]>;

/** The order in which an owner works through them. */
export const STATUSES = ["new", "contacted", "qualified", "won", "lost"] as const satisfies Status[];

/** Where a visitor came from. */
export interface Source {
  page_url?: string | null;
  referrer?: string | null;
  utm?: Record<string, string> | null;
}

export type Announcement = Schemas["Announcement"] & { next_attempt_at?: string | null };

export type Lead = Omit<Schemas["Lead"], "announcement"> & {
  announcement: Announcement;
  source?: Source | null;
  note_count?: number;
  erased_at?: string | null;
};

export interface Note {
  id: string;
  text: string;
  created_at: string;
}

/** `start` and `end` count UTF-16 code units in the message's text; null where the words cannot be pointed at. */
export type Provenance = Schemas["Provenance"] & { start?: number | null; end?: number | null };

export type LeadDetails = Lead & { conversation: Message[]; fields: Provenance[]; notes?: Note[] };

export interface Page<T> {
  items: T[];
  next_cursor?: string | null;
}

export type Missed = "left_early" | "no_contact_given" | "model_failed";

export interface Conversation {
  visitor_id: string;
  external_id: string;
  lead_id: string | null;
  started_at: string;
  last_message_at: string;
  messages: number;
  last_text: string;
  last_role: Schemas["Role"];
  missed: Missed | null;
  source?: Source | null;
}

export type ConversationDetails = Conversation & { conversation: Message[] };

export interface WidgetLook {
  color: string;
  side: "right" | "left";
  theme: "auto" | "light" | "dark";
  title: string;
  launcher: string;
  teaser: string;
  quick_replies: string[];
  z_index: number;
  privacy_url: string;
}

/** What an owner may change, as `PUT /api/assistant` takes it. */
export type AssistantSettings = Schemas["AssistantSettings"] & { allowed_origins: string[]; widget: WidgetLook };

export interface TelegramLink {
  linked: boolean;
  chat_id: string | null;
}

export type Assistant = AssistantSettings & {
  company_name: string;
  updated_at: string;
  site_key: string;
  telegram: TelegramLink;
};

export interface Onboarding {
  told: boolean;
  tried: boolean;
  installed: boolean;
  telegram: boolean;
  last_seen_on: string | null;
  last_seen_at: string | null;
}

export interface DayCount {
  day: string;
  leads: number;
  conversations: number;
  opened: number;
}

export interface Stats {
  from: string;
  to: string;
  days: DayCount[];
  funnel: { opened: number; talked: number; contact: number; qualified: number; won: number };
  by_status: Record<Status, number>;
  cost: { microdollars: number; per_lead_microdollars: number | null };
}

export interface Allowance {
  used: number;
  allowed: number;
}

export interface Usage {
  month: string;
  resets_at: string;
  tokens: Allowance;
  microdollars: Allowance;
  messages: { visitor: number; assistant: number };
  leads: number;
  days: { day: string; microdollars: number; messages: number }[];
}

/** A message of the console that stands in for Telegram on one machine. */
export interface ConsoleMessage {
  message_id: number;
  html: string;
  edited: boolean;
  sent_at: string;
}
