import { type Signal, signal } from "@preact/signals";
import type { Texts } from "../texts";
import { type Problem, problemOf } from "../wire/problem";
import type { Transport } from "../wire/transport";
import { LIMIT, NoMicrophone, type Recorder, record } from "./recorder";

const BARS = 32;

export type VoiceState =
  | { at: "rest" }
  | { at: "asking" }
  | { at: "recording" }
  | { at: "transcribing" }
  | { at: "failed"; problem: Problem; recording: File };

/** From the microphone to a text that the visitor can edit before it is sent. */
export class VoiceInput {
  readonly state: Signal<VoiceState> = signal({ at: "rest" });
  readonly seconds = signal(0);
  /** The loudness of the last moments, oldest first. */
  readonly levels: Signal<readonly number[]> = signal(emptyLevels());
  /** Something to tell the visitor. */
  readonly notice: Signal<keyof Texts | null> = signal(null);
  #recorder: Recorder | undefined;
  #sending: AbortController | undefined;
  #ended = false;

  constructor(
    readonly transport: Transport,
    readonly onText: (text: string) => void,
  ) {}

  async start(): Promise<void> {
    if (this.state.value.at !== "rest" && this.state.value.at !== "failed") return;
    this.notice.value = null;
    this.state.value = { at: "asking" };
    try {
      const recorder = await record((seconds, level) => this.#tick(seconds, level));
      // The permission may have been given after the chat was closed.
      if (this.#ended || this.state.value.at !== "asking") return recorder.cancel();
      this.#recorder = recorder;
      this.levels.value = emptyLevels();
      this.state.value = { at: "recording" };
    } catch (error) {
      this.state.value = { at: "rest" };
      this.notice.value = error instanceof NoMicrophone ? error.refusal : "microphoneBusy";
    }
  }

  #tick(seconds: number, level: number): void {
    this.seconds.value = Math.floor(seconds);
    this.levels.value = [...this.levels.value.slice(1), level];
    if (seconds >= LIMIT) this.notice.value = "recordLimit";
  }

  async finish(): Promise<void> {
    const recorder = this.#recorder;
    this.#recorder = undefined;
    if (!recorder) return;
    const { file, silent } = await recorder.stop();
    if (silent) {
      this.state.value = { at: "rest" };
      this.notice.value = "silent";
    } else await this.transcribe(file);
  }

  async transcribe(recording: File): Promise<void> {
    this.notice.value = null;
    this.state.value = { at: "transcribing" };
    const sending = new AbortController();
    this.#sending = sending;
    try {
      const text = await this.transport.transcribe(recording, sending.signal);
      if (sending.signal.aborted) return;
      this.state.value = { at: "rest" };
      this.notice.value = text.trim() ? "transcriptReady" : "silent";
      if (text.trim()) this.onText(text.trim());
    } catch (error) {
      if (!sending.signal.aborted) this.state.value = { at: "failed", problem: problemOf(error), recording };
    }
  }

  cancel(): void {
    this.#recorder?.cancel();
    this.#recorder = undefined;
    this.#sending?.abort();
    this.state.value = { at: "rest" };
    this.notice.value = null;
  }

  /** Stops listening where nobody sees any more that it does. */
  hush(): void {
    if (this.state.value.at === "asking" || this.state.value.at === "recording") this.cancel();
  }

  destroy(): void {
    this.#ended = true;
    this.cancel();
  }
}

function emptyLevels(): readonly number[] {
  return Array.from({ length: BARS }, () => 0);
}
