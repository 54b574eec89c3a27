import { element } from "./dom.js";
import { clock, setText, t } from "./i18n.js";
import { NoMicrophone, startRecording } from "./recorder.js";

const BARS = 36;

/**
 * The microphone button, and the row that takes the composer's place while a
 * recording runs.
 *
 * @param {{signal: AbortSignal, onRecording: (file: File, seconds: number) => void,
 *   onComplaint: (sentence: (() => string) | null) => void}} options
 */
export function voiceInput(parts, { signal, onRecording, onComplaint }) {
  const { composer, recording, microphone, levels, timer } = parts;
  const bars = Array.from({ length: BARS }, () => element("span"));
  levels.append(...bars);
  let recorder = null;

  function showRow(visible) {
    recording.hidden = !visible;
    composer.hidden = visible;
    (visible ? parts.sendRecording : microphone).focus();
  }

  function tick(seconds, level) {
    setText(timer, clock(seconds));
    // The newest bar comes in at the right, and the others move on.
    bars.push(bars.shift());
    bars.at(-1).style.setProperty("--level", level.toFixed(2));
    levels.append(bars.at(-1));
  }

  async function start() {
    if (microphone.getAttribute("aria-busy") === "true") return;
    microphone.setAttribute("aria-busy", "true");
    onComplaint(null);
    try {
      recorder = await startRecording({ onTick: tick, onLimit: () => onComplaint(() => t("voice.limit")) });
      // The permission may have been given after the owner signed out.
      if (signal.aborted) return cancel();
      for (const bar of bars) bar.style.removeProperty("--level");
      tick(0, 0);
      showRow(true);
    } catch (problem) {
      if (!(problem instanceof NoMicrophone)) throw problem;
      onComplaint(() => t(`voice.${problem.reason}`));
    } finally {
      microphone.removeAttribute("aria-busy");
    }
  }

  function cancel() {
    recorder?.cancel();
    recorder = null;
    onComplaint(null);
    showRow(false);
  }

  async function send() {
    const finished = recorder;
    recorder = null;
    if (!finished) return;
    const { file, seconds, silent } = await finished.stop();
    showRow(false);
    if (silent) onComplaint(() => t("voice.silent"));
    else onRecording(file, seconds);
  }

  microphone.addEventListener("click", start);
  parts.cancelRecording.addEventListener("click", cancel);
  parts.sendRecording.addEventListener("click", send);
  recording.addEventListener("keydown", (event) => event.key === "Escape" && cancel());
  parts.newVisitor.addEventListener("click", () => recorder && cancel());
  signal.addEventListener("abort", () => recorder?.cancel());
}
