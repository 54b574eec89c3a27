import { computed, signal } from "@preact/signals";

import { findAssistant, saveAssistant } from "../api/assistant";
import type { Assistant, AssistantSettings, WidgetLook } from "../api/contract";
import { type Problem, problemOf } from "../api/problem";
import { fieldSentence } from "../i18n/problem-text";
import { lookAtProgress } from "./onboarding";

const USUAL_LOOK: WidgetLook = {
  color: "#0b6b62",
  side: "right",
  theme: "auto",
  title: "",
  launcher: "",
  teaser: "",
  quick_replies: [],
  z_index: 2_147_483_000,
  privacy_url: "",
};

/** As the server has it. */
export const saved = signal<Assistant | null>(null);
/** As the owner has it on the screen. It outlives a look at another page. */
export const draft = signal<AssistantSettings | null>(null);
/** Why it could not be loaded, or what is wrong with what was saved. */
export const loadProblem = signal<Problem | null>(null);
export const saveProblem = signal<Problem | null>(null);
export const saving = signal(false);

export const dirty = computed(
  () => saved.value !== null && draft.value !== null && JSON.stringify(settingsOf(saved.value)) !== JSON.stringify(draft.value),
);

// A draft outlives every page of the app, but not the tab.
window.addEventListener("beforeunload", (event) => {
  if (dirty.value) event.preventDefault();
});

/** Loads the assistant, but not over what the owner has begun to change. */
export async function loadAssistant(signal?: AbortSignal): Promise<void> {
  try {
    const assistant = await findAssistant(signal);
    const keep = dirty.value;
    loadProblem.value = null;
    take(assistant, keep);
  } catch (error) {
    loadProblem.value = problemOf(error);
  }
}

/** Changes something in the draft; what was wrong with it is not said any more. */
export function change(part: Partial<AssistantSettings>): void {
  if (!draft.value) return;
  draft.value = { ...draft.value, ...part };
  const changed = Object.keys(part);
  const problem = saveProblem.value;
  if (problem?.errors.some(({ field }) => changed.includes(rootOf(field)))) saveProblem.value = null;
}

export function changeLook(part: Partial<WidgetLook>): void {
  if (draft.value) change({ widget: { ...draft.value.widget, ...part } });
}

/** Saves the draft; says whether that went well. */
export async function save(): Promise<boolean> {
  const sent = draft.value;
  if (!sent || saving.value) return false;
  saving.value = true;
  saveProblem.value = null;
  try {
    const assistant = await saveAssistant(sent);
    // What was typed meanwhile stays.
    take(assistant, draft.value !== sent);
    void lookAtProgress();
    return true;
  } catch (error) {
    saveProblem.value = problemOf(error);
    return false;
  } finally {
    saving.value = false;
  }
}

/** Gives up the draft; gives it back to whoever wants to undo that. */
export function discard(): AssistantSettings | null {
  const given = draft.value;
  draft.value = saved.value && settingsOf(saved.value);
  saveProblem.value = null;
  return given;
}

/** What is wrong with a field, or with an item or a part of it. An index may be written `.0` or `[0]`. */
export function errorOf(name: string): string | undefined {
  const error = saveProblem.value?.errors.find(({ field }) => `${dotted(field)}.`.startsWith(`${dotted(name)}.`));
  return error && fieldSentence(error);
}

/** What is wrong with a list as a whole. */
export function errorOfList(name: string): string | undefined {
  const error = saveProblem.value?.errors.find(({ field }) => field === name);
  return error && fieldSentence(error);
}

/** Which item of a list is wrong; the first is 0. */
export function wrongItemOf(name: string): number | undefined {
  const error = saveProblem.value?.errors.find(({ field }) => dotted(field).startsWith(`${dotted(name)}.`));
  const index = error && Number.parseInt(dotted(error.field).slice(dotted(name).length + 1), 10);
  return Number.isNaN(index) ? undefined : index;
}

const dotted = (field: string) => field.replace(/\[(\d+)\]/g, ".$1");

export const rootOf = (field: string) => field.split(/[.[]/)[0] ?? "";

function take(assistant: Assistant, keepDraft: boolean): void {
  saved.value = assistant;
  if (!keepDraft) draft.value = settingsOf(assistant);
}

/** What of it an owner may change. */
export function settingsOf(assistant: Assistant): AssistantSettings {
  const { name, greeting, languages, about, questions, region, time_zone, working_hours, hand_off } = assistant;
  return {
    name,
    greeting,
    languages,
    about,
    questions,
    region,
    time_zone,
    working_hours,
    hand_off,
    allowed_origins: assistant.allowed_origins ?? [],
    widget: { ...USUAL_LOOK, ...assistant.widget },
  };
}
