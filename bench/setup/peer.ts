/**
 * `peer.ts psephos|snarkjs FOLDER CIRCUIT.r1cs all|some`: carries out a ceremony's steps one after another in this process, on all
 * cores, and prints a line of JSON for each: wall and CPU seconds, and the process's peak memory during the step, MiB.
 * snarkjs takes the files that Psephos leaves in the folder, so Psephos goes first.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
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
} from "../../src/setup/index.js";
import { circuitDomain, powerFor } from "../../src/setup/phase2/initial.js";
import { snarkjs, withSnarkjs } from "../support/snarkjs.js";

// biome-ignore lint/suspicious/noExplicitAny: what @types/snarkjs leaves out
const { powersOfTau, zKey } = snarkjs as any;
const [peer, folder, circuit, steps] = process.argv.slice(2) as [string, string, string, string];
const at = (name: string): string => join(folder, name);
const bytes = async (name: string): Promise<Uint8Array> => new Uint8Array(await readFile(at(name)));

/** Linux forgets the peak so far when asked to; elsewhere it is the process's since its start. */
function forgetPeak(): void {
  try {
    writeFileSync("/proc/self/clear_refs", "5");
  } catch {
    // not there
  }
}
function peakMiB(): number {
  try {
    const [, kiB] = /VmHWM:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"))!;
    return Number(kiB) / 1024;
  } catch {
    return process.resourceUsage().maxRSS / 1024;
  }
}

const SOME: readonly string[] = ["powers of tau, contribute", "key, init"];

/** @param needed whether a later step takes what this one makes */
async function measure(step: string, run: () => Promise<unknown>, needed = false): Promise<void> {
  if (steps === "some" && !SOME.includes(step)) return needed ? void (await run()) : undefined;
  forgetPeak();
  const [start, before] = [performance.now(), process.cpuUsage()];
  if ((await run()) === false) throw new Error(`${step}: what is honest was refused`);
  const { user, system } = process.cpuUsage(before);
  const cost = { wall: (performance.now() - start) / 1e3, cpu: (user + system) / 1e6, peak: peakMiB() };
  console.log(JSON.stringify({ step, ...cost }));
}

async function psephos(): Promise<void> {
  await using vectors = await PointVectors.open();
  const r1cs = new Uint8Array(await readFile(circuit));
  await startPtau({ power: powerFor(circuitDomain(r1cs)), to: at("0.ptau") });
  await measure("powers of tau, contribute", () =>
    contributeToPtau({ from: at("0.ptau"), to: at("1.ptau"), name: "ours" }, vectors),
  );
  const beacon = { hash: new Uint8Array(32).fill(7), iterationsExponent: 10 };
  await closePtau({ from: at("1.ptau"), to: at("2.ptau"), name: "beacon", beacon }, vectors);
  await measure("powers of tau, verify", () => verifyPtau({ path: at("2.ptau") }, vectors));
  const ready = () => preparePtau({ from: at("2.ptau"), to: at("ready.ptau") }, vectors);
  await measure("powers of tau, prepare, one size", ready, true);
  await measure("powers of tau, prepare, all sizes", () =>
    preparePtau({ from: at("2.ptau"), to: at("all.ptau"), sizes: "all" }, vectors),
  );
  await using ptau = await PtauFile.open(at("ready.ptau"));
  await measure("key, init", async () =>
    writeFile(at("k0.zkey"), (await createInitialKey({ r1cs, ptau }, vectors)).zkey),
  );
  await measure("key, contribute", async () => {
    const zkey = await bytes("k0.zkey");
    await writeFile(at("k1.zkey"), (await contributeToKey({ zkey, name: "ours" }, vectors)).zkey);
  });
  await measure("key, verify", async () => verifyKey({ zkey: await bytes("k1.zkey"), r1cs, ptau }, vectors));
}

async function theirs(): Promise<void> {
  await measure("powers of tau, contribute", () =>
    powersOfTau.contribute(at("0.ptau"), at("theirs.ptau"), "theirs", "entropy"),
  );
  await measure("powers of tau, verify", () => powersOfTau.verify(at("2.ptau")));
  await measure("powers of tau, prepare, all sizes", () =>
    powersOfTau.preparePhase2(at("2.ptau"), at("theirs.ptau")),
  );
  await measure("key, init", () => zKey.newZKey(circuit, at("ready.ptau"), at("t0.zkey")));
  await measure("key, contribute", () => zKey.contribute(at("k0.zkey"), at("t1.zkey"), "theirs", "entropy"));
  await measure("key, verify", () => zKey.verifyFromR1cs(circuit, at("ready.ptau"), at("k1.zkey")));
}

if (peer === "psephos") await psephos();
else await withSnarkjs("all", theirs);
