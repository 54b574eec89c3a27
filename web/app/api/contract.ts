/** What goes over the wire. Shapes come from openapi.json; what it does not describe is written here. */
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
export type FieldProblem = Schemas["FieldProblem"];
export type ProblemBody = Partial<Schemas["Problem"]>;

/** The order in which an owner works through them. */
export const STATUSES = ["new", "contacted", "qualified", "won", "lost"] as const satisfies Status[];

export type Source = Schemas["Source"];
export type Announcement = Schemas["Announcement"];
export type Lead = Schemas["Lead"];
export type Note = Schemas["Note"];
/** `start` and `end` count UTF-16 code units in the message's text; null where the words cannot be pointed at. */
export type Provenance = Schemas["Provenance"];
export type LeadDetails = Schemas["FindResponse"];

export interface Page<T> {
  items: T[];
  next_cursor?: string | null;
}

export type Missed = Schemas["Missed"];
export type Conversation = Schemas["Conversation"];
export type ConversationDetails = Schemas["FindConversationResponse"];
export type WidgetLook = Required<Schemas["WidgetSettings"]>;
/** What an owner may change, as `PUT /api/assistant` takes it. */
export type AssistantSettings = Required<Omit<Schemas["AssistantSettings"], "widget" | ReadOnly>> & { widget: WidgetLook };
export type TelegramLink = Schemas["TelegramLink"];
export type Assistant = AssistantSettings & Required<Pick<Schemas["Assistant"], ReadOnly>>;
type ReadOnly = "company_name" | "updated_at" | "site_key" | "telegram" | "form";
export type Onboarding = Schemas["Onboarding"];
export type DayCount = Schemas["DayStats"];
export type Stats = Schemas["Stats"];
export type Allowance = Schemas["Used"];
export type Usage = Schemas["UsageMonth"];

/** A message of the console that stands in for Telegram on one machine. */
export interface ConsoleMessage {
  message_id: number;
  html: string;
  edited: boolean;
  sent_at: string;
}
