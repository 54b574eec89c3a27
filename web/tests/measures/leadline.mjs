/** A Leadline that nobody else uses. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const PROGRAM = process.env.LEADLINE ?? fileURLToPath(new URL("../../../target/release/dev", import.meta.url));
/** What is measured is no abuse. */
const RAISED = ["VISITOR_MESSAGES", "ADDRESS_MESSAGES", "OWNER_MESSAGES", "ADDRESS_OPENS"].flatMap((limit) =>
  ["MINUTE", "DAY"].map((period) => [`LIMIT_${limit}_PER_${period}`, "1000000"]),
);

export async function startLeadline(environment) {
  const [folder, port] = [await mkdtemp(join(tmpdir(), "leadline-")), await freePort()];
  const url = `http://localhost:${port}/`;
  const program = spawn(PROGRAM, ["--port", port, "--data", folder], {
    env: { ...process.env, ...Object.fromEntries(RAISED), ...environment },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const ended = once(program, "exit");
  process.on("exit", () => program.kill());
  for (let waits = 0; !(await isThere(url)); waits += 1) {
    if (waits === 600 || program.exitCode !== null) throw new Error(`${PROGRAM} did not start`);
    await pause(200);
  }
  return {
    url,
    async end() {
      program.kill();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function isThere(url) {
  const answer = await fetch(`${url}health?deep=1`).catch(() => null);
  return answer?.ok;
}

async function freePort() {
  const server = createServer().listen(0);
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  return String(port);
}
