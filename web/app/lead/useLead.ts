import { type ReadonlySignal, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

import type { LeadDetails } from "../api/contract";
import { findLead } from "../api/leads";
import { type Poll, poll } from "../api/poll";
import { type Problem, problemOf } from "../api/problem";
import { confirmed } from "../state/status";

/** A talk may go on while its lead is read. */
const EVERY = 8000;

export interface OpenLead {
  lead: ReadonlySignal<LeadDetails | null>;
  problem: ReadonlySignal<Problem | null>;
  refresh: () => void;
  /** Shows what the server has confirmed, and looks at the lead again. */
  amend: (work: (lead: LeadDetails) => Partial<LeadDetails>) => void;
}

/** One lead, kept fresh while it is shown. */
export function useLead(id: string): OpenLead {
  const lead = useSignal<LeadDetails | null>(null);
  const problem = useSignal<Problem | null>(null);
  const looks = useRef<Poll>(undefined);

  function amend(work: (lead: LeadDetails) => Partial<LeadDetails>) {
    const shown = lead.peek();
    if (!shown) return;
    lead.value = { ...shown, ...work(shown) };
    void looks.current?.changed();
  }

  useEffect(() => {
    const left = new AbortController();
    looks.current = poll(
      async (current) => {
        try {
          const found = await findLead(id, left.signal);
          if (current()) lead.value = found;
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
    if (saved?.id === id) amend(() => saved);
  });

  return { lead, problem, refresh: () => void looks.current?.now(), amend };
}
