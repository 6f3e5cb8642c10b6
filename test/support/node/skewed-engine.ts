/**
 * The engine with a clock that is wrong, built from its own sources with one function changed. The engine asks the kernel itself for the time, without the C library, so
 * that tools such as faketime do not reach it, and Linux's time namespaces do not move the time of day.
 */
import { chmodSync, copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { go } from "../../../scripts/go/program.js";
import { COMETBFT } from "../../../scripts/go/programs.js";

const FOLDER = join(import.meta.dirname, "../../../build/test");
const ENGINE_MODULE = "github.com/cometbft/cometbft";
const NOW = "return Canonical(time.Now())";
/** The time of day that the linker moves. */
const MOVED = `offset, _ := time.ParseDuration(Offset)
	return Canonical(time.Now().Add(offset))`;

/** @param seconds by which the clock of each program is ahead @returns the programs @throws PsephosError `build/go` */
export function buildSkewedEngines(...seconds: readonly number[]): string[] {
  const sources = join(FOLDER, "skewed-engine");
  rmSync(sources, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  cpSync(go(COMETBFT, ["list", "-m", "-f", "{{.Dir}}", ENGINE_MODULE]).trim(), sources, { recursive: true });
  const clock = join(sources, "types", "time", "time.go");
  const source = readFileSync(clock, "utf8");
  if (source.split(NOW).length !== 2) throw new Error(`${clock} reads the clock in another way`);
  for (const path of [sources, join(sources, "types", "time"), clock]) chmodSync(path, 0o755);
  writeFileSync(clock, `${source.replace(NOW, MOVED)}\n// Offset is a duration.\nvar Offset string\n`);
  const modules = join(FOLDER, "skewed-engine.mod");
  const stated = readFileSync(join(COMETBFT.module, "go.mod"), "utf8");
  writeFileSync(modules, `${stated}\nreplace ${ENGINE_MODULE} => "${sources}"\n`);
  copyFileSync(join(COMETBFT.module, "go.sum"), modules.replace(/mod$/, "sum"));
  return seconds.map((one) => {
    const program = join(FOLDER, `cometbft-${one}`);
    const link = `-s -w -X ${ENGINE_MODULE}/types/time.Offset=${one}s`;
    go(COMETBFT, [
      "build",
      "-modfile",
      modules,
      "-trimpath",
      `-ldflags=${link}`,
      "-o",
      program,
      COMETBFT.package,
    ]);
    return program;
  });
}
