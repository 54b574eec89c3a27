import type { TargetedFocusEvent } from "preact";
import { useEffect } from "preact/hooks";

import { t } from "../i18n/translate";
import { act, dismiss, hold, resume, type Toast, toasts } from "../state/toasts";
import { Icon } from "../ui/Icon";

/** Short messages at the edge of the window, read aloud as they come. */
export function Toasts() {
  useEffect(() => {
    document.addEventListener("keydown", undoByKey);
    return () => document.removeEventListener("keydown", undoByKey);
  }, []);
  return (
    <section class="toasts" aria-label={t("toasts")} onFocusCapture={rememberPlace} onBlurCapture={goBack}>
      <div role="status" aria-live="polite" aria-atomic="false">
        {toasts.value.map((toast) => (
          <Shown key={toast.id} toast={toast} />
        ))}
      </div>
    </section>
  );
}

function Shown({ toast: { id, text, kind, action } }: { toast: Toast }) {
  return (
    <div
      class={`toast ${kind}`}
      onPointerEnter={() => hold(id)}
      onPointerLeave={() => resume(id)}
      onFocusCapture={() => hold(id)}
      onBlurCapture={() => resume(id)}
    >
      <Icon name={kind === "done" ? "check" : "warning"} />
      <p>{text}</p>
      {action && (
        <button type="button" aria-keyshortcuts={kind === "done" ? "Control+Z" : undefined} onClick={() => act(id)}>
          {action.label}
        </button>
      )}
      <button type="button" class="round" aria-label={t("close")} onClick={() => dismiss(id)}>
        <Icon name="cross" />
      </button>
    </div>
  );
}

let place: HTMLElement | null = null;

function rememberPlace({ currentTarget, relatedTarget }: TargetedFocusEvent<HTMLElement>) {
  const from = relatedTarget instanceof HTMLElement ? relatedTarget : null;
  if (!from || !currentTarget.contains(from)) place = from;
}

/** Whoever was at a message that is gone finds the focus where it was before, and not at the top of the page. */
function goBack() {
  requestAnimationFrame(() => {
    if (document.activeElement !== document.body) return;
    (place?.isConnected ? place : document.getElementById("main"))?.focus({ preventScroll: true });
  });
}

/** Ctrl+Z takes back the latest change, wherever the focus is, except where it takes back typing. */
function undoByKey(event: KeyboardEvent) {
  // The event's own target is the chat, where somebody types in it.
  const [at] = event.composedPath();
  const typing = at instanceof HTMLElement && at.matches("input, textarea");
  if (typing || event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey) return;
  const latest = toasts.value.findLast(({ kind, action }) => kind === "done" && action);
  if (!latest) return;
  event.preventDefault();
  act(latest.id);
}
