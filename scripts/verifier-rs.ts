/**
 * The second verifier of election bundles, in Rust: verifier-rs.
 *
 *   npm run build:verifier-rs    build it into build/verifier-rs
 *   npm run test:verifier-rs     build it, and run its own tests; without Rust's cargo it says so, and tests nothing
 *
 * It needs Rust 1.88 or later, and for the first build the crates that verifier-rs/Cargo.lock names.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { ensureAble, Failure } from "../src/errors/index.js";
import { readArguments, runScript } from "./rebuild/command.js";

const FOLDER = fileURLToPath(new URL("../verifier-rs", import.meta.url));

const HINT = "Install Rust 1.88 or later (https://rustup.rs).";

/** Runs cargo. @returns false if there is none. @throws PsephosError `build/cargo` */
function cargo(...args: readonly string[]): boolean {
  const { status, error } = spawnSync("cargo", args, { cwd: FOLDER, stdio: "inherit" });
  if ((error as NodeJS.ErrnoException | undefined)?.code === "ENOENT") return false;
  if (error || status !== 0)
    throw new Failure("build/cargo", `cargo ${args[0]} failed`, {
      cause: error,
      hint: "What it printed is above.",
    });
  return true;
}

await runScript((args) => {
  const { flags } = readArguments(args, ["test"]);
  const built = cargo("build", "--release", "--locked");
  if (!flags.test) ensureAble(built, "build/cargo", "Rust's cargo is not installed", HINT);
  else if (!built) console.log(`The second verifier was NOT tested: Rust's cargo is not installed. ${HINT}`);
  else cargo("test", "--release", "--locked");
});
