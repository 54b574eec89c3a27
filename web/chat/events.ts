import type { ChatLead, Role } from "./wire/types";

/** What happens in a chat, for the page around it. */
export type ChatEvent =
  | { type: "message"; role: Role; text: string }
  | { type: "lead"; lead: ChatLead }
  | { type: "error"; problem: string; status: number };

export type Notify = (event: ChatEvent) => void;

/** What a site knows already: a message to begin with, and contact details for the form. */
export interface Prefill {
  message?: string;
  name?: string;
  phone?: string;
  email?: string;
}
