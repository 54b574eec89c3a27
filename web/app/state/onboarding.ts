import { computed, signal } from "@preact/signals";

import { onboarding } from "../api/assistant";
import type { Onboarding } from "../api/contract";
import { problemOf } from "../api/problem";

export const STEPS = ["told", "tried", "installed", "telegram"] as const;
export type Step = (typeof STEPS)[number];

/** How far setting up is; null until the server has said so. */
export const progress = signal<Onboarding | null>(null);

export const stepsDone = computed(() => (progress.value ? STEPS.filter((step) => progress.value?.[step]).length : 0));
export const unfinished = computed(() => progress.value !== null && stepsDone.value < STEPS.length);

/** Looks how far it is; says whether that went well. */
export async function lookAtProgress(signal?: AbortSignal): Promise<boolean> {
  try {
    progress.value = await onboarding(signal);
    return true;
  } catch (error) {
    problemOf(error);
    return false;
  }
}
