import type { ComponentChildren, VNode } from "preact";
import { h } from "preact";

const KEPT_TAGS = new Set(["b", "i", "u", "s", "code", "pre", "blockquote"]);
const SYNONYMS: Record<string, string> = { strong: "b", em: "i", ins: "u", strike: "s", del: "s" };
const KEPT_SCHEMES = new Set(["http:", "https:", "mailto:", "tel:", "tg:"]);

/** What Telegram's HTML style means, built from nothing but its own tags; of any other tag only the text stays. */
export function telegramText(html: string): ComponentChildren {
  // A parsed document is inert: its scripts do not run and its pictures are not fetched.
  return childrenOf(new DOMParser().parseFromString(html, "text/html").body);
}

function childrenOf(parent: Node): ComponentChildren[] {
  return [...parent.childNodes].map((node) => (node instanceof Element ? rebuilt(node) : (node.nodeValue ?? "")));
}

function rebuilt(node: Element): ComponentChildren {
  const name = node.tagName.toLowerCase();
  const children = childrenOf(node);
  if (name === "a") return linked(node.getAttribute("href") ?? "", children);
  const kept = SYNONYMS[name] ?? name;
  return KEPT_TAGS.has(kept) ? h(kept, null, children) : children;
}

function linked(address: string, children: ComponentChildren[]): VNode | ComponentChildren[] {
  const safe = URL.canParse(address) && KEPT_SCHEMES.has(new URL(address).protocol);
  if (!safe) return children;
  return (
    <a href={address} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}
