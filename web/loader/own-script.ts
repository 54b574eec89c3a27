/** Scripts that have their widget already, for all copies of this code on a page. */
const TAKEN = "leadlineTaken";

/**
 * The element this code came from. A browser tells it to a classic script while that runs; where a tag manager or a bundler runs the
 * code by itself, it is the last one in the page with a key and no widget.
 */
export function ownScript(): HTMLScriptElement | undefined {
  const found = [...document.querySelectorAll("script"), document.currentScript].findLast(isOurs);
  if (found) found.dataset[TAKEN] = "";
  return found;
}

function isOurs(element: HTMLOrSVGScriptElement | null): element is HTMLScriptElement {
  return (
    element instanceof HTMLScriptElement &&
    !(TAKEN in element.dataset) &&
    /\/widget\.js([?#]|$)/.test(element.src) &&
    siteOf(element) !== ""
  );
}

/** The site key; some tag managers drop `data-` attributes, so that it may stand in the address: widget.js?site=KEY. */
export function siteOf({ dataset, src }: HTMLScriptElement): string {
  return dataset.site ?? new URL(src).searchParams.get("site") ?? "";
}
