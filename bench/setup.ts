/**
 * A ceremony for one of the project's circuits against snarkjs, each in a process of its own and on all cores: one contribution to
 * powers of tau of the circuit's size, their verification, their preparation (for all sizes, and for this size only, which snarkjs
 * cannot), and the circuit's key begun, contributed to and verified. `SETUP_CIRCUIT=tally-8` takes another circuit than census-7. Then a
 * circuit of 2^14 squares, whose coefficients are all 1: powers of tau contributed to, and a key begun.
 * CPU seconds beside the wall's, since both use several threads.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { squares } from "../test/setup/support/ceremony.js";
import { r1csFile } from "../test/setup/support/random-circuit.js";
import type { BenchResult } from "./support/result.js";

const ROOT = join(import.meta.dirname, "..");
const CIRCUIT = process.env.SETUP_CIRCUIT ?? "census-7";

interface Cost {
  readonly step: string;
  readonly wall: number;
  readonly cpu: number;
  readonly peak: number;
}

/** What each step takes; of the squares, only some. */
function costs(peer: "psephos" | "snarkjs", folder: string, r1cs: string, steps: "all" | "some"): Cost[] {
  const script = join(import.meta.dirname, "setup", "peer.ts");
  const args = [...process.execArgv, script, peer, folder, r1cs, steps];
  const { status, stdout } = spawnSync(process.execPath, args, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (status !== 0) throw new Error(`${peer} failed`);
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

const shown = ({ wall, cpu, peak }: Cost): string =>
  `${wall.toFixed(1)} (${cpu.toFixed(1)}), ${Math.round(peak)}`;

export default async function setup(): Promise<BenchResult> {
  const build = join(ROOT, "scripts", "build-circuits.ts");
  const said = { stdio: ["ignore", "ignore", "inherit"] as ["ignore", "ignore", "inherit"] };
  execFileSync(process.execPath, [...process.execArgv, build, CIRCUIT], said);
  const folder = await mkdtemp(join(tmpdir(), "psephos-bench-"));
  const ratios: Record<string, number> = {};
  const figures: Record<string, number | string> = {};
  const compare = async (name: string, r1cs: string, steps: "all" | "some"): Promise<void> => {
    const own = await mkdtemp(join(folder, "ceremony-"));
    const [ours, theirs] = [costs("psephos", own, r1cs, steps), costs("snarkjs", own, r1cs, steps)];
    for (const our of ours) {
      // snarkjs prepares all sizes or none.
      const their = theirs.find((cost) => cost.step === our.step.replace("one size", "all sizes"))!;
      ratios[`${name}, ${our.step}, wall`] = their.wall / our.wall;
      ratios[`${name}, ${our.step}, CPU`] = their.cpu / our.cpu;
      ratios[`${name}, ${our.step}, peak memory`] = their.peak / our.peak;
      figures[`${name}, ${our.step}: Psephos, s (CPU s), peak MiB`] = shown(our);
      figures[`${name}, ${our.step}: snarkjs, s (CPU s), peak MiB`] = shown(their);
    }
  };
  try {
    await compare(CIRCUIT, join(ROOT, "build", CIRCUIT, `${CIRCUIT}.r1cs`), "all");
    await writeFile(join(folder, "squares.r1cs"), r1csFile(squares(2 ** 14 - 10)));
    await compare("2^14 squares", join(folder, "squares.r1cs"), "some");
  } finally {
    await rm(folder, { recursive: true });
  }
  return { name: "setup", ratios, figures };
}
