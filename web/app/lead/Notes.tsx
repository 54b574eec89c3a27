import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";

import type { LeadDetails, Note } from "../api/contract";
import { addNote, deleteNote } from "../api/leads";
import { problemOf } from "../api/problem";
import { sentenceOf } from "../i18n/problem-text";
import { t } from "../i18n/translate";
import { refresh } from "../state/leads";
import { toast } from "../state/toasts";
import { Icon } from "../ui/Icon";
import { TimeAgo } from "../ui/TimeAgo";
import { NoteForm } from "./NoteForm";
import type { OpenLead } from "./useLead";

/** What the owner writes down about a lead. */
export function Notes({ lead, open }: { lead: LeadDetails; open: OpenLead }) {
  const heading = useRef<HTMLHeadingElement>(null);
  /** Deleted, while it can still be taken back. */
  const hidden = useSignal<string[]>([]);
  const notes = (lead.notes ?? []).filter(({ id }) => !hidden.value.includes(id));

  function change(work: (notes: Note[]) => Note[]) {
    open.amend((lead) => ({ notes: work(lead.notes ?? []) }));
  }

  async function add(text: string) {
    const note = await addNote(lead.id, text);
    change((notes) => [...notes, note]);
    void refresh();
  }

  function remove(note: Note) {
    hidden.value = [...hidden.value, note.id];
    // The button that had the focus goes with its note.
    heading.current?.focus();
    const bringBack = () => {
      hidden.value = hidden.value.filter((id) => id !== note.id);
    };
    toast(t("notes.deleted"), {
      action: { label: t("undo"), run: bringBack },
      onGone: () => void erase(note).catch(bringBack),
    });
  }

  async function erase(note: Note) {
    try {
      await deleteNote(lead.id, note.id, true);
      change((notes) => notes.filter(({ id }) => id !== note.id));
      void refresh();
    } catch (error) {
      const problem = problemOf(error);
      if (problem && problem.status !== 404) toast(t("notes.not_deleted", { reason: sentenceOf(problem) }), { kind: "failed" });
      throw error;
    }
  }

  return (
    <section class="notes">
      <h3 ref={heading} tabIndex={-1}>
        {t("notes.title")}
      </h3>
      <ul>
        {notes.map((note) => (
          <li key={note.id} class="note">
            <p>{note.text}</p>
            <div class="note-foot">
              <TimeAgo moment={note.created_at} />
              <button
                type="button"
                class="round small"
                aria-label={t("notes.delete_one", { text: note.text.slice(0, 60) })}
                title={t("delete")}
                onClick={() => remove(note)}
              >
                <Icon name="trash" />
              </button>
            </div>
          </li>
        ))}
      </ul>
      <NoteForm leadId={lead.id} onAdd={add} />
    </section>
  );
}
