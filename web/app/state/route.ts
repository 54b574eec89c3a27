import { computed, signal } from "@preact/signals";

export interface Route {
  /** The parts between slashes: `["leads", "0193…"]`. */
  path: string[];
  query: URLSearchParams;
}

function read(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?");
  return { path: path.split("/").filter(Boolean).map(decode), query: new URLSearchParams(query) };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Where the page is. The hash carries it, so that no server and no stage has to know about it. */
export const route = signal<Route>(read(location.hash));

/** The first part of the path: which page. */
export const page = computed(() => route.value.path[0] ?? "");

window.addEventListener("hashchange", () => {
  route.value = read(location.hash);
});

/** The address of a page, for links. */
export function href(path: string[], query: Record<string, string> = {}): string {
  const search = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== "")).toString();
  return `#/${path.map(encodeURIComponent).join("/")}${search ? `?${search}` : ""}`;
}

/** Goes to a page; `replace` leaves no step to go back to. */
export function go(path: string[], query: Record<string, string> = {}, { replace = false } = {}): void {
  const address = href(path, query);
  if (address === location.hash) return;
  if (!replace) {
    location.hash = address;
    return;
  }
  history.replaceState(history.state, "", address);
  route.value = read(address);
}
