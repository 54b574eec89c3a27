import { type Lead, STATUSES } from "../api/contract";
import { changeStatus } from "../state/status";

/** The arrow keys go from lead to lead; Tab still goes through everything. */
export function moveBetweenLeads(event: KeyboardEvent, list: HTMLElement | null): void {
  const links = [...(list?.querySelectorAll<HTMLElement>("[data-lead]") ?? [])];
  const here = links.indexOf(event.target as HTMLElement);
  if (here < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
  const there = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: links.length - 1 }[event.key];
  const link = there === undefined ? undefined : links[there];
  if (!link) return;
  event.preventDefault();
  link.focus();
}

/** 1 to 5 set the status of the lead that has the focus. */
export function statusByDigit(event: KeyboardEvent, lead: Lead): void {
  const status = STATUSES[Number(event.key) - 1];
  if (!status || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  changeStatus(lead, status);
}
