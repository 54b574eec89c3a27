/** Loudness is the root mean square of samples in -1..1. Quiet speech is about 0.02, a quiet room below 0.004. */
const QUIET = 0.006;
/** Whatever the noise of a room is, this is loud enough to be a voice: to refuse somebody who speaks is the worse mistake. */
const CERTAIN = 0.02;
/** How often a voice must be heard: a fifth of a second at the recorder's pace. */
const ENOUGH = 4;

export interface Hearing {
  /** The loudness now, 0..1 for the eye. */
  listen(): number;
  /** Whether nothing that was heard can be speech. */
  silent(): boolean;
  end(): void;
}

/** Listens to a microphone while it is recorded, so that silence is not sent: a model hears phrases in it that nobody said. */
export function hear(stream: MediaStream): Hearing {
  const audio = new AudioContext();
  const analyser = audio.createAnalyser();
  audio.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const heard: number[] = [];
  return {
    listen() {
      analyser.getFloatTimeDomainData(samples);
      const loudness = Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
      // A context that the browser keeps suspended reads zeros: that is not silence.
      if (audio.state === "running") heard.push(loudness);
      return Math.min(1, loudness * 6);
    },
    silent: () => isSilence(heard),
    end: () => void audio.close().catch(() => undefined),
  };
}

/** Whether a row of loudnesses holds no speech. Too short a row, as of a throttled tab, proves nothing. */
export function isSilence(heard: readonly number[]): boolean {
  if (heard.length < ENOUGH) return false;
  const floor = [...heard].sort((a, b) => a - b)[Math.floor(heard.length / 10)] ?? 0;
  const voice = Math.max(QUIET, Math.min(CERTAIN, floor * 3));
  return heard.filter((loudness) => loudness > voice).length < ENOUGH;
}
