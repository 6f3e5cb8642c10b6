/** The second verifier, `verifier-rs`, as it was built last; and why it cannot run, if it cannot. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const BINARY = fileURLToPath(new URL("../../../build/verifier-rs/release/psephos-verifier", import.meta.url));

/** Whether it was built. If not, tests that need it are skipped. */
export const isBuilt = existsSync(BINARY);

export const HOW_TO_BUILD = "no build/verifier-rs: npm run build:verifier-rs makes it, with Rust's cargo";

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs it. @param args its arguments */
export function runSecond(...args: readonly string[]): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(BINARY, args, { stdio: ["ignore", "pipe", "pipe"] });
    const texts = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const)
      child[name].setEncoding("utf8").on("data", (text: string) => {
        texts[name] += text;
      });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, ...texts }));
  });
}
