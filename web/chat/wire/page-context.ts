import type { PageContext } from "./types";

const UTM = /^utm_(source|medium|campaign|term|content)$/;

/**
 * Where the visitor is now. What stands behind `#` stays here: sites keep tokens there.
 *
 * @param landing the query with which the page was entered; a router may have changed the address since
 */
export function pageContext(landing: string): PageContext {
  const utm: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(landing)) {
    const [, parameter] = UTM.exec(name) ?? [];
    if (parameter && value) utm[parameter] = value;
  }
  const [url = ""] = location.href.split("#");
  return { url, referrer: document.referrer, utm };
}
