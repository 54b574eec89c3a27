import { useEffect, useRef, useState } from "preact/hooks";
import type { Conversation } from "../talk/conversation";

/** So near to the end counts as being there, in pixels. */
const NEAR = 48;

/** Keeps the newest in sight, unless the reader has scrolled up: then `behind` says that something has come. */
export function useStickToEnd({ entries }: Conversation) {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const sticks = useRef(true);
  const seen = useRef(0);
  const [behind, setBehind] = useState(false);
  const messages = entries.messages();
  const form = entries.form()?.id;
  const mine = messages.findLast(({ role }) => role === "visitor")?.id;

  const toEnd = () => {
    sticks.current = true;
    setBehind(false);
    const box = scroller.current;
    if (box) box.scrollTop = box.scrollHeight;
  };

  useEffect(() => {
    const [box, inside] = [scroller.current, content.current];
    if (!box || !inside) return;
    const onScroll = () => {
      sticks.current = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
      if (sticks.current) setBehind(false);
    };
    // Its own height changes too, when a keyboard comes up.
    const observer = new ResizeObserver(() => sticks.current && toEnd());
    observer.observe(box);
    observer.observe(inside);
    box.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      observer.disconnect();
      box.removeEventListener("scroll", onScroll);
    };
  }, []);
  // Who says something wants to see it.
  useEffect(toEnd, [mine]);
  useEffect(() => {
    if (messages.length > seen.current && !sticks.current) setBehind(true);
    seen.current = messages.length;
  }, [messages.length]);
  // A form and what it is offered for are read from the beginning, where they do not fit together.
  useEffect(() => {
    const box = scroller.current;
    const reason = box?.querySelector("[role=log]")?.lastElementChild;
    if (!form || !box || !reason) return;
    const above = reason.getBoundingClientRect().top - box.getBoundingClientRect().top;
    if (box.scrollHeight - box.scrollTop - above > box.clientHeight) {
      sticks.current = false;
      box.scrollTop += above - 12;
    } else toEnd();
  }, [form]);

  return { scroller, content, behind, toEnd };
}
