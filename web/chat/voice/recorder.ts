import { type Hearing, hear } from "./hearing";

/** The longest recording, in seconds. */
export const LIMIT = 120;

const TICK = 50;
/** Speech needs no more, and two minutes of it stay under half a megabyte. */
const BITS_PER_SECOND = 32_000;
/** Safari records mp4 and nothing else before its version 18.4. */
const FORMATS = [
  { type: "audio/webm;codecs=opus", name: "voice.webm" },
  { type: "audio/mp4", name: "voice.mp4" },
  { type: "audio/ogg;codecs=opus", name: "voice.ogg" },
];

/** Why a microphone gives nothing. */
export type Refusal = "microphoneRefused" | "microphoneAbsent" | "microphoneBusy" | "microphoneUnsupported";

export class NoMicrophone extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal);
  }
}

export interface Recorder {
  /** `silent`: no speech was heard. */
  stop(): Promise<{ file: File; silent: boolean }>;
  cancel(): void;
}

/**
 * Starts to record.
 *
 * @param onTick gets the seconds so far and the loudness now, 0..1; the last one comes at the limit
 * @throws {NoMicrophone}
 */
export async function record(onTick: (seconds: number, level: number) => void): Promise<Recorder> {
  const format = typeof MediaRecorder === "function" && FORMATS.find(({ type }) => MediaRecorder.isTypeSupported(type));
  // Without https there are no media devices.
  if (!format || !navigator.mediaDevices) throw new NoMicrophone("microphoneUnsupported");
  const stream = await microphone();
  const hearing: Hearing = hear(stream);
  const recorder = new MediaRecorder(stream, { mimeType: format.type, audioBitsPerSecond: BITS_PER_SECOND });
  const pieces: Blob[] = [];
  const stopped = new Promise((resolve) => recorder.addEventListener("stop", resolve, { once: true }));
  recorder.addEventListener("dataavailable", ({ data }) => pieces.push(data));
  recorder.start();
  const began = performance.now();
  const ticking = setInterval(() => {
    const seconds = Math.min(LIMIT, (performance.now() - began) / 1000);
    const level = hearing.listen();
    if (seconds === LIMIT) release();
    onTick(seconds, level);
  }, TICK);

  function release() {
    clearInterval(ticking);
    if (recorder.state !== "inactive") recorder.stop();
    for (const track of stream.getTracks()) track.stop();
    hearing.end();
  }

  return {
    async stop() {
      release();
      await stopped;
      const file = new File(pieces, format.name, { type: format.type.split(";")[0] ?? format.type });
      return { file, silent: hearing.silent() };
    },
    cancel: release,
  };
}

async function microphone(): Promise<MediaStream> {
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch (error) {
    const refusals: Record<string, Refusal> = {
      NotAllowedError: "microphoneRefused",
      SecurityError: "microphoneRefused",
      NotFoundError: "microphoneAbsent",
      OverconstrainedError: "microphoneAbsent",
    };
    throw new NoMicrophone(refusals[(error as DOMException).name] ?? "microphoneBusy");
  }
}
