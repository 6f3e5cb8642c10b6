/** A tiny circuit, compiled by circom2 and given a key by snarkjs, once for all the tests that ask. */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import * as snarkjs from "snarkjs";
import type { VerificationKeyJson } from "../../../src/groth16/index.js";

const run = promisify(execFile);

export interface CircuitFiles {
  readonly wasm: Uint8Array;
  readonly zkey: Uint8Array;
  readonly r1cs: Uint8Array;
  readonly verificationKey: VerificationKeyJson;
  /** The key before anybody contributed: δ = γ. */
  readonly initial: { readonly zkey: Uint8Array; readonly verificationKey: VerificationKeyJson };
}

/** One output, two public inputs (one of them in no constraint), private arrays and a rule to break. */
export const TINY = `pragma circom 2.2.0;
template Tiny() {
  signal input factor;
  signal input grid[2][2];
  signal input label;
  signal input total;
  signal output product;
  signal partial;
  partial <== factor * grid[0][1];
  product <== partial * grid[1][0] + grid[0][0];
  log("factor", factor);
  total === partial * grid[1][1];
}
component main {public [label, total]} = Tiny();
`;

/** factor · grid[0][1] · grid[1][0] + grid[0][0] = 3 · 5 · 7 + 11, total = 3 · 5 · 13. */
export const TINY_INPUT = {
  factor: 3n,
  grid: [
    ["11", 5],
    [7n, 13n],
  ],
  label: 42,
  total: "195",
} as const;
export const TINY_SIGNALS = ["116", "42", "195"] as const;

/** Compiles a circuit with `--O2`. */
export async function compile(source: string): Promise<{ wasm: Uint8Array; r1cs: Uint8Array }> {
  const folder = await mkdtemp(join(tmpdir(), "psephos-groth16-"));
  try {
    await writeFile(join(folder, "c.circom"), source);
    const cli = createRequire(import.meta.url).resolve("circom2/cli.js");
    await run(process.execPath, [cli, "c.circom", "--r1cs", "--wasm", "--O2"], { cwd: folder });
    const [wasm, r1cs] = await Promise.all([
      readFile(join(folder, "c_js", "c.wasm")),
      readFile(join(folder, "c.r1cs")),
    ]);
    return { wasm: new Uint8Array(wasm), r1cs: new Uint8Array(r1cs) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** snarkjs's curve, with its workers, which `endSnarkjs` ends. */
// biome-ignore lint/suspicious/noExplicitAny: ffjavascript has no types
export async function snarkjsCurve(): Promise<any> {
  const { curves } = snarkjs as unknown as { curves: { getCurveFromName(name: string): Promise<unknown> } };
  return await curves.getCurveFromName("bn128");
}

/** Ends snarkjs's workers, which would keep the test process alive. */
export async function endSnarkjs(): Promise<void> {
  await (globalThis as { curve_bn128?: { terminate(): Promise<void> } }).curve_bn128?.terminate();
}

/** Makes a key of 2^`power` constraints at most, as a ceremony of one would. */
export async function makeKey(r1cs: Uint8Array, power: number) {
  const memory = () => ({ type: "mem" }) as { type: "mem"; data?: Uint8Array };
  const [first, second, ptau, initial, zkey] = Array.from({ length: 5 }, memory);
  await snarkjs.powersOfTau.newAccumulator(await snarkjsCurve(), power, first);
  await snarkjs.powersOfTau.contribute(first, second, "test", "entropy of a test");
  await snarkjs.powersOfTau.preparePhase2(second, ptau);
  await snarkjs.zKey.newZKey(r1cs, ptau, initial);
  await snarkjs.zKey.contribute(initial, zkey, "test", "entropy of a test");
  const files = async (key: typeof zkey) => ({
    zkey: new Uint8Array(key!.data!),
    verificationKey: (await snarkjs.zKey.exportVerificationKey(key)) as VerificationKeyJson,
  });
  return { ...(await files(zkey)), initial: await files(initial) };
}

let tiny: Promise<CircuitFiles> | undefined;

/** The tiny circuit's files. */
export function tinyCircuit(): Promise<CircuitFiles> {
  tiny ??= (async () => {
    const { wasm, r1cs } = await compile(TINY);
    const files = { wasm, r1cs, ...(await makeKey(r1cs, 4)) };
    await endSnarkjs();
    return files;
  })();
  return tiny;
}
