import { type Lead, STATUSES } from "../api/contract";
import { changeStatus, statusOf } from "../state/status";

const SIDEWAYS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1 };
const UPWARDS: Record<string, number> = { ArrowUp: -1, ArrowDown: 1 };

/** The arrow keys go from card to card; with Shift they take the card along into the next column. */
export function boardKeys(event: KeyboardEvent, board: HTMLElement | null, leads: Lead[]): void {
  const link = event.target as HTMLElement;
  const id = link.dataset.lead;
  if (!board || !id || event.altKey || event.ctrlKey || event.metaKey) return;
  const sideways = SIDEWAYS[event.key];
  if (event.shiftKey && sideways) {
    event.preventDefault();
    carry(board, leads, id, sideways);
  } else if (sideways || UPWARDS[event.key]) {
    event.preventDefault();
    neighbour(board, link, sideways ?? 0, UPWARDS[event.key] ?? 0)?.focus();
  }
}

function carry(board: HTMLElement, leads: Lead[], id: string, sideways: number) {
  const lead = leads.find((lead) => lead.id === id);
  const status = lead && STATUSES[STATUSES.indexOf(statusOf(lead)) + sideways];
  if (!status) return;
  changeStatus(lead, status);
  // The card is in another list now, so it is another element.
  requestAnimationFrame(() => board.querySelector<HTMLElement>(`[data-lead="${CSS.escape(id)}"]`)?.focus());
}

/** The card that is next in a direction; sideways over columns that are empty. */
function neighbour(board: HTMLElement, link: HTMLElement, sideways: number, upwards: number): HTMLElement | undefined {
  const columns = [...board.querySelectorAll("[data-column]")].map((column) => [
    ...column.querySelectorAll<HTMLElement>("[data-lead]"),
  ]);
  const column = columns.findIndex((links) => links.includes(link));
  const row = columns[column]?.indexOf(link) ?? 0;
  if (upwards) return columns[column]?.[row + upwards];
  const beside = sideways > 0 ? columns.slice(column + 1) : columns.slice(0, column).reverse();
  const next = beside.find((links) => links.length > 0);
  return next?.[Math.min(row, next.length - 1)];
}
