/** The longest recording, in seconds. */
export const LIMIT_SECONDS = 120;

const TICK = 80;
/** Below this loudness (root mean square of samples in -1..1) a whole recording is silence: quiet speech is about 0.02. */
const SILENCE = 0.004;
/** Speech needs no more, and two minutes of it stay under half a megabyte. */
const BITS_PER_SECOND = 32_000;
const FORMATS = [
  { type: "audio/webm;codecs=opus", name: "voice.webm" },
  { type: "audio/mp4", name: "voice.mp4" },
  { type: "audio/ogg;codecs=opus", name: "voice.ogg" },
];

/** The microphone gives nothing; `reason` is "refused", "absent", "busy" or "unsupported". */
export class NoMicrophone extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/**
 * Starts to record from the microphone.
 *
 * @param {{onTick: (seconds: number, level: number) => void, onLimit: () => void}} listeners `level` is 0..1
 * @returns {Promise<{stop: () => Promise<{file: File, seconds: number, silent: boolean}>, cancel: () => void}>}
 * @throws {NoMicrophone}
 */
export async function startRecording({ onTick, onLimit }) {
  const format = globalThis.MediaRecorder && FORMATS.find(({ type }) => MediaRecorder.isTypeSupported(type));
  if (!format || !navigator.mediaDevices) throw new NoMicrophone("unsupported");
  const stream = await openMicrophone();
  const meter = loudness(stream);
  const recorder = new MediaRecorder(stream, { mimeType: format.type, audioBitsPerSecond: BITS_PER_SECOND });
  const pieces = [];
  const stopped = new Promise((resolve) => recorder.addEventListener("stop", resolve, { once: true }));
  recorder.addEventListener("dataavailable", ({ data }) => pieces.push(data));
  recorder.start();

  const began = performance.now();
  let seconds = 0;
  const ticking = setInterval(() => {
    seconds = Math.min(LIMIT_SECONDS, (performance.now() - began) / 1000);
    onTick(seconds, meter.read());
    if (seconds < LIMIT_SECONDS) return;
    release();
    onLimit();
  }, TICK);

  function release() {
    clearInterval(ticking);
    if (recorder.state !== "inactive") recorder.stop();
    for (const track of stream.getTracks()) track.stop();
    meter.close();
  }

  return {
    async stop() {
      release();
      await stopped;
      const file = new File(pieces, format.name, { type: format.type.split(";")[0] });
      return { file, seconds, silent: meter.silent() };
    },
    cancel: release,
  };
}

async function openMicrophone() {
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch (error) {
    const reasons = { NotAllowedError: "refused", SecurityError: "refused", NotFoundError: "absent", OverconstrainedError: "absent" };
    throw new NoMicrophone(reasons[error.name] ?? "busy");
  }
}

function loudness(stream) {
  const audio = new AudioContext();
  const analyser = audio.createAnalyser();
  audio.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  let loudest = 0;
  let measured = false;
  return {
    read() {
      analyser.getFloatTimeDomainData(samples);
      const rms = Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
      // A context that the browser keeps suspended reads zeros: that is not silence.
      measured ||= audio.state === "running";
      loudest = Math.max(loudest, rms);
      return Math.min(1, rms * 5);
    },
    silent: () => measured && loudest < SILENCE,
    close: () => audio.state !== "closed" && audio.close(),
  };
}
