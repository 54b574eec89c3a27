import { useEffect, useState } from "preact/hooks";
import { filled, within } from "../texts";
import { useChat } from "./context";

/** A button to try again, which rests for as long as the server asked. */
export function Retry({ seconds, onRetry }: { seconds: number; onRetry: () => void }) {
  const { texts, language } = useChat();
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    if (seconds === 0) return;
    // By the clock: in a tab behind others timers are late.
    const end = Date.now() + seconds * 1000;
    const timer = setInterval(() => {
      const rest = Math.max(0, Math.ceil((end - Date.now()) / 1000));
      setLeft(rest);
      if (rest === 0) clearInterval(timer);
    }, 1000);
    return () => clearInterval(timer);
  }, [seconds]);
  const countdown = left > 0 ? filled(texts.retryIn, { time: within(left, language) }) : texts.retryNow;
  return (
    <span class="retry">
      {/* Read out once, with the failure, and not every second. */}
      {seconds > 0 && <span aria-live="off">{countdown}</span>}
      <button type="button" class="link" disabled={left > 0} onClick={onRetry}>
        {texts.retry}
      </button>
    </span>
  );
}
