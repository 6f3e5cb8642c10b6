/**
 * Ceremonies against snarkjs, both on all cores, in turns: one contribution to powers of tau, their verification,
 * their preparation, and a circuit's key begun, contributed to and verified. `SETUP_POWER=14` for the larger size,
 * where snarkjs alone takes many minutes; 12 otherwise. CPU seconds beside the wall's, since both use several threads.
 */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  closePtau,
  contributeToKey,
  contributeToPtau,
  createInitialKey,
  PointVectors,
  PtauFile,
  preparePtau,
  startPtau,
  verifyKey,
  verifyPtau,
} from "../src/setup/index.js";
import { squares } from "../test/setup/support/ceremony.js";
import { r1csFile } from "../test/setup/support/random-circuit.js";
import type { BenchResult } from "./support/result.js";
import { snarkjs, withSnarkjs } from "./support/snarkjs.js";

// biome-ignore lint/suspicious/noExplicitAny: what @types/snarkjs leaves out
const { powersOfTau, zKey } = snarkjs as any;
const POWER = Number(process.env.SETUP_POWER ?? 12);

interface Cost {
  readonly wall: number;
  readonly cpu: number;
}

async function measure(run: () => Promise<unknown>): Promise<Cost> {
  const [start, before] = [performance.now(), process.cpuUsage()];
  const answer = await run();
  if (answer === false) throw new Error("what is honest was refused");
  const { user, system } = process.cpuUsage(before);
  return { wall: (performance.now() - start) / 1e3, cpu: (user + system) / 1e6 };
}

export default async function setup(): Promise<BenchResult> {
  const folder = await mkdtemp(join(tmpdir(), "psephos-bench-"));
  const at = (name: string): string => join(folder, name);
  const ratios: Record<string, number> = {};
  const figures: Record<string, number | string> = {};
  const compare = async (label: string, ours: () => Promise<unknown>, theirs: () => Promise<unknown>) => {
    const [our, their] = [await measure(ours), await measure(theirs)];
    ratios[`${label}, wall`] = their.wall / our.wall;
    ratios[`${label}, CPU`] = their.cpu / our.cpu;
    figures[`2^${POWER}, ${label}: Psephos, s (CPU s)`] = `${our.wall.toFixed(1)} (${our.cpu.toFixed(1)})`;
    figures[`2^${POWER}, ${label}: snarkjs, s (CPU s)`] =
      `${their.wall.toFixed(1)} (${their.cpu.toFixed(1)})`;
  };
  await using vectors = await PointVectors.open();
  try {
    await withSnarkjs("all", async () => {
      await startPtau({ power: POWER, to: at("0.ptau") });
      await compare(
        "powers of tau, contribute",
        () => contributeToPtau({ from: at("0.ptau"), to: at("1.ptau"), name: "ours" }, vectors),
        () => powersOfTau.contribute(at("0.ptau"), at("theirs.ptau"), "theirs", "entropy"),
      );
      const beacon = { hash: new Uint8Array(32).fill(7), iterationsExponent: 10 };
      await closePtau({ from: at("1.ptau"), to: at("2.ptau"), name: "beacon", beacon }, vectors);
      await compare(
        "powers of tau, verify",
        () => verifyPtau({ path: at("2.ptau") }, vectors),
        () => powersOfTau.verify(at("2.ptau")),
      );
      await compare(
        "powers of tau, prepare (ours for one size, snarkjs for all)",
        () => preparePtau({ from: at("2.ptau"), to: at("ready.ptau") }, vectors),
        () => powersOfTau.preparePhase2(at("2.ptau"), at("theirs.ptau")),
      );
      const r1cs = r1csFile(squares(2 ** POWER - 10));
      await writeFile(at("circuit.r1cs"), r1cs);
      await using ptau = await PtauFile.open(at("ready.ptau"));
      await compare(
        "key, init",
        async () => writeFile(at("k0.zkey"), (await createInitialKey({ r1cs, ptau }, vectors)).zkey),
        () => zKey.newZKey(at("circuit.r1cs"), at("ready.ptau"), at("t0.zkey")),
      );
      await compare(
        "key, contribute",
        async () => {
          const zkey = new Uint8Array(await readFile(at("k0.zkey")));
          await writeFile(at("k1.zkey"), (await contributeToKey({ zkey, name: "ours" }, vectors)).zkey);
        },
        () => zKey.contribute(at("k0.zkey"), at("t1.zkey"), "theirs", "entropy"),
      );
      const zkey = new Uint8Array(await readFile(at("k1.zkey")));
      await compare(
        "key, verify",
        () => verifyKey({ zkey, r1cs, ptau }, vectors),
        () => zKey.verifyFromR1cs(at("circuit.r1cs"), at("ready.ptau"), at("k1.zkey")),
      );
    });
  } finally {
    await rm(folder, { recursive: true });
  }
  figures["peak memory of the whole run, MB"] = Math.round(process.resourceUsage().maxRSS / 1024);
  return { name: "setup", ratios, figures };
}
