/** What the scripts that build a program of Go have in common: they build, say the hash, and compare it or write it. */
import { ensure } from "../../src/errors/index.js";
import { comparison } from "../rebuild/hashes.js";
import { buildProgram, type GoProgram, readHashes, writeHash } from "./program.js";

/** @param again the command that writes the hash. @throws PsephosError `build/go`, `build/hash` */
export function buildAndCompare(
  program: GoProgram,
  { check, write }: { readonly check?: boolean | undefined; readonly write?: boolean | undefined },
  again: string,
): void {
  const started = performance.now();
  const built = buildProgram(program);
  const committed = readHashes(program);
  const expected = committed.sha256[built.platform];
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(`${program.file}: ${(built.bytes / 1e6).toFixed(1)} MB in ${seconds} s`);
  console.log(`SHA-256 ${built.sha256} (${committed.go}, ${built.platform})`);
  if (write) writeHash(program, built.platform, built.sha256);
  else if (expected === undefined) console.log("no hash is committed for this platform");
  else console.log(comparison(built.sha256, expected));
  if (check)
    ensure(built.sha256 === expected, "build/hash", "the program does not have the committed hash", again);
}
