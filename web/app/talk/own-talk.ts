import type { ChatEvent } from "../../chat";
import { newKey } from "../../chat/talk/key";
import { token } from "../session/session";
import { refresh } from "../state/leads";
import { lookAtProgress } from "../state/onboarding";
import { savedConfig } from "./config";
import { ownTransport } from "./own-transport";
import { type ShownChat, showChat } from "./show-chat";

/** The talk in which the owner plays a visitor. It outlives the pages that show it, and goes on where it was left. */
export const ownTalk = document.createElement("div");
ownTalk.className = "own-talk";

let chat: ShownChat | null = null;

/** Begins the talk, unless there is one. */
export function beginTalk(): void {
  chat ??= showChat(ownTalk, { config: savedConfig, transport: ownTransport(newKey()), notify: hear });
}

/** Is told that the owner has gone to another page. */
export function leaveTalk(): void {
  chat?.hide();
}

/** Begins anew as another visitor. */
export function restartTalk(): void {
  endTalk();
  beginTalk();
}

function endTalk(): void {
  chat?.destroy();
  chat = null;
}

function hear(event: ChatEvent): void {
  if (event.type === "lead") void refresh();
  if (event.type === "message" && event.role === "assistant") void lookAtProgress();
}

// What one owner has said is not for the next one.
token.subscribe((value) => {
  if (value === null) endTalk();
});
