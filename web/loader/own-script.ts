/** Scripts that have their widget already, for all copies of this code on a page. */
const TAKEN = "leadlineTaken";

/**
 * The element this code came from. A browser tells it to a classic script while that runs; where a tag manager or a bundler runs the
 * code by itself, it is the last one in the page with a key and no widget.
 */
export function ownScript(): HTMLScriptElement | undefined {
  const candidates = [document.currentScript, ...[...document.querySelectorAll("script[src]")].reverse()];
  const found = candidates.find((element) => isOurs(element));
  if (found) found.dataset[TAKEN] = "";
  return found;
}

function isOurs(element: Element | null): element is HTMLScriptElement {
  if (!(element instanceof HTMLScriptElement) || TAKEN in element.dataset) return false;
  return /\/widget\.js([?#]|$)/.test(element.src) && siteOf(element) !== "";
}

/** The site key; some tag managers drop `data-` attributes, so that it may stand in the address: widget.js?site=KEY. */
export function siteOf({ dataset, src }: HTMLScriptElement): string {
  return dataset.site ?? new URL(src).searchParams.get("site") ?? "";
}
