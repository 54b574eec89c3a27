import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

import { page } from "../state/route";

interface PageProps {
  title: string;
  actions?: ComponentChildren;
  /** The heading is only heard: what is shown has one of its own. */
  quiet?: boolean;
  /** The page fills the window, and its parts scroll by themselves. */
  full?: boolean;
  children: ComponentChildren;
}

let shown: string | null = null;

/** A page with its heading. Who comes from another page finds the focus at the heading, as after a load. */
export function Page({ title, actions, quiet = false, full = false, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (shown !== null && shown !== page.value) heading.current?.focus({ preventScroll: true });
    shown = page.value;
    window.scrollTo(0, 0);
  }, []);
  useEffect(() => {
    document.title = `${title} · Leadline`;
  }, [title]);
  return (
    <div class={full ? "page full" : "page"}>
      <div class={quiet ? "unseen" : "page-head"}>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {actions && <div class="page-actions">{actions}</div>}
      </div>
      {children}
    </div>
  );
}
