import type { ComponentChild } from "preact";

/**
 * The little Markdown that models write: paragraphs, lists, bold, italic, code and links. It becomes elements by name and texts,
 * never HTML, so that nothing a model says can be markup.
 */
export function Markdown({ text }: { text: string }) {
  return <>{blocksOf(text).map(block)}</>;
}

interface List {
  kind: "ul" | "ol";
  start: number;
  items: string[];
}

interface Lines {
  kind: "code" | "p" | "heading";
  lines: string[];
}

type Block = List | Lines;

const ITEM = /^\s*(?:[-*•]|(\d{1,4})[.)])\s+(.*)$/;

function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let open: Block | undefined;
  const begin = (block: Block) => {
    blocks.push(block);
    open = block;
  };
  for (const line of text.split(/\r?\n/)) {
    const item = ITEM.exec(line);
    const heading = /^#{1,6}\s+(.*)$/.exec(line);
    if (open?.kind === "code") {
      if (line.startsWith("```")) open = undefined;
      else open.lines.push(line);
    } else if (line.startsWith("```")) begin({ kind: "code", lines: [] });
    else if (heading) {
      blocks.push({ kind: "heading", lines: [heading[1] ?? ""] });
      open = undefined;
    } else if (item) {
      const [, number, words = ""] = item;
      const kind = number ? "ol" : "ul";
      if (open?.kind === kind) open.items.push(words);
      else begin({ kind, start: Number(number ?? 1), items: [words] });
    } else if (line.trim() === "") {
      // Models put empty lines between the items of one list.
      if (open?.kind === "p") open = undefined;
    } else if (open?.kind === "p") open.lines.push(line);
    else begin({ kind: "p", lines: [line] });
  }
  return blocks;
}

function block(block: Block) {
  if ("items" in block) {
    const items = block.items.map((item) => <li>{inline(item)}</li>);
    return block.kind === "ul" ? <ul>{items}</ul> : <ol start={block.start}>{items}</ol>;
  }
  if (block.kind === "code") return <pre>{block.lines.join("\n")}</pre>;
  const words = block.lines.flatMap((line, at) => (at ? [<br />, ...inline(line)] : inline(line)));
  return <p>{block.kind === "heading" ? <strong>{words}</strong> : words}</p>;
}

const CODE = "`([^`]+)`";
const BOLD = "\\*\\*(?=\\S)(.+?)\\*\\*|__(?=\\S)(.+?)__";
const ITALIC = "(?<![\\w*])\\*(?=[^\\s*])([^*]+)\\*(?!\\w)|(?<!\\w)_(?=[^\\s_])([^_]+)_(?!\\w)";
const LINK = "\\[([^\\]]+)\\]\\(([^)\\s]+)\\)";
const BARE = '(https?://[^\\s<>"]*[^\\s<>".,;:!?)\\]\'»])';
const MAIL = "([\\w.+-]{1,64}@[\\w-]+(?:\\.[\\w-]+)+)";
const INLINE = new RegExp([CODE, BOLD, ITALIC, LINK, BARE, MAIL].join("|"), "g");

function inline(text: string): ComponentChild[] {
  const parts: ComponentChild[] = [];
  let end = 0;
  for (const found of text.matchAll(INLINE)) {
    const [whole, code, bold, bold2, italic, italic2, label, href, bare, mail] = found;
    parts.push(text.slice(end, found.index));
    end = found.index + whole.length;
    if (code) parts.push(<code>{code}</code>);
    else if (bold ?? bold2) parts.push(<strong>{inline(bold ?? bold2 ?? "")}</strong>);
    else if (italic ?? italic2) parts.push(<em>{inline(italic ?? italic2 ?? "")}</em>);
    else if (label && href) parts.push(link(href, label) ?? whole);
    else if (bare) parts.push(link(bare, bare) ?? whole);
    else if (mail) parts.push(link(`mailto:${mail}`, mail) ?? whole);
  }
  parts.push(text.slice(end));
  return parts;
}

const SCHEMES = new Set(["http:", "https:", "mailto:", "tel:"]);

/** Null for an address that a click must not follow, such as one that runs a script. */
function link(href: string, label: string) {
  if (!URL.canParse(href)) return null;
  const { protocol, href: parsed } = new URL(href);
  if (!SCHEMES.has(protocol)) return null;
  return (
    <a href={parsed} target="_blank" rel="noopener noreferrer nofollow">
      {label}
    </a>
  );
}
