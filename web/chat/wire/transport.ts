import type { Progress } from "./stream";
import type { ChatResponse, Contact, WidgetMessage } from "./types";

/** What a visitor says. Its key stays the same when it is sent again, so that it is stored once. */
export interface Outgoing {
  key: string;
  text: string;
  /** The text was spoken, and its transcript edited. */
  spoken: boolean;
}

/** What was said and stored before. */
export interface Opened {
  messages: WidgetMessage[];
  lead: Contact | null;
}

/** How the chat speaks with a server. Every method rejects with a `Problem`. */
export interface Transport {
  /** Begins a conversation or goes on with an earlier one. */
  open(): Promise<Opened>;
  send(message: Outgoing, progress: Progress, signal: AbortSignal): Promise<ChatResponse>;
  sendForm(fields: Record<string, string>, key: string, signal: AbortSignal): Promise<ChatResponse>;
  /** What is said in a recording. Nothing is stored. */
  transcribe(recording: File, signal: AbortSignal): Promise<string>;
  /** Deletes the contact details, and masks them in the stored messages; without it the chat does not offer that. */
  forgetLead?(): Promise<void>;
  /** The conversation as it is stored now. */
  reopen?(): Promise<Opened>;
  /** Forgets the visitor and all that was said; without it the chat does not offer that. */
  forgetVisitor?(): Promise<void>;
}
