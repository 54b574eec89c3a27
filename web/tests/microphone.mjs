/** A microphone for tests: Chromium plays a file instead of a real one. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { launch } from "./chromium.mjs";

const RATE = 48_000;

/** Syllables, four in a second. */
export const speech = (second) => 0.25 * Math.max(0, Math.sin(2 * Math.PI * 4 * second)) * Math.sin(2 * Math.PI * 180 * second);

/** Works with a browser whose microphone hears `loudness`: of each sample, by its second. */
export async function withMicrophone(loudness, work) {
  const folder = await mkdtemp(join(tmpdir(), "leadline-voice-"));
  const file = join(folder, "microphone.wav");
  await writeFile(file, wav(4, loudness));
  const browser = await launch(`--use-file-for-fake-audio-capture=${file}`);
  try {
    await work(browser);
  } finally {
    await browser.close();
    await rm(folder, { recursive: true });
  }
}

/** A file of 16 bits and one channel (RIFF WAVE). */
function wav(seconds, loudness) {
  const samples = Int16Array.from({ length: RATE * seconds }, (_, at) => Math.round(loudness(at / RATE) * 32_767));
  const header = Buffer.alloc(44);
  header.write("RIFF", 0);
  header.writeUInt32LE(36 + samples.byteLength, 4);
  header.write("WAVEfmt ", 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(RATE, 24);
  header.writeUInt32LE(RATE * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36);
  header.writeUInt32LE(samples.byteLength, 40);
  return Buffer.concat([header, Buffer.from(samples.buffer)]);
}
