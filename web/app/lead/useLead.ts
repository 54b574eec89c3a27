import { type Signal, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

import type { LeadDetails } from "../api/contract";
import { findLead } from "../api/leads";
import { poll } from "../api/poll";
import { type Problem, problemOf } from "../api/problem";
import { confirmed } from "../state/status";

/** A talk may go on while its lead is read. */
const EVERY = 8000;

export interface OpenLead {
  lead: Signal<LeadDetails | null>;
  problem: Signal<Problem | null>;
  refresh: () => void;
}

/** One lead, kept fresh while it is shown. */
export function useLead(id: string): OpenLead {
  const lead = useSignal<LeadDetails | null>(null);
  const problem = useSignal<Problem | null>(null);
  const look = useRef<() => Promise<void>>(undefined);

  useEffect(() => {
    const left = new AbortController();
    look.current = poll(
      async () => {
        try {
          lead.value = await findLead(id, left.signal);
          problem.value = null;
          return true;
        } catch (error) {
          problem.value = problemOf(error);
          // What is not there will not come back.
          return problem.value?.status === 404;
        }
      },
      () => EVERY,
      left.signal,
    );
    return () => left.abort();
  }, [id]);

  useSignalEffect(() => {
    const saved = confirmed.value;
    if (saved?.id === id && lead.peek()) lead.value = { ...(lead.peek() as LeadDetails), ...saved };
  });

  return { lead, problem, refresh: () => void look.current?.() };
}
