import { computed, signal } from "@preact/signals";

import { onboarding } from "../api/assistant";
import type { Onboarding } from "../api/contract";
import { problemOf } from "../api/problem";
import { device } from "../session/storage";

export const STEPS = ["told", "tried", "installed", "telegram"] as const;
export type Step = (typeof STEPS)[number];

const DONE = "leadline.setup_done";

/** How far setting up is; null until the server has said so. */
export const progress = signal<Onboarding | null>(null);
/** Whether it was not done yet when this browser last knew. */
export const wasUnfinished = (): boolean => device.get(DONE) === null;

export const stepsDone = computed(() => (progress.value ? STEPS.filter((step) => progress.value?.[step]).length : 0));
export const unfinished = computed(() => progress.value !== null && stepsDone.value < STEPS.length);

/** Looks how far it is; says whether that went well. */
export async function lookAtProgress(signal?: AbortSignal): Promise<boolean> {
  try {
    progress.value = await onboarding(signal);
    device.set(DONE, unfinished.value ? null : "yes");
    return true;
  } catch (error) {
    problemOf(error);
    return false;
  }
}
