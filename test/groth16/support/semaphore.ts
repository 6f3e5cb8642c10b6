/** Semaphore v4's circuits and ceremony keys, made by others; they come with the benchmarks' peers. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { CircuitInput } from "../../../src/groth16/index.js";
import type { CircuitFiles } from "./circuit.js";

const bench = join(import.meta.dirname, "..", "..", "..", "bench");
const folder = join(bench, "node_modules", "@zk-kit", "semaphore-artifacts");

/** The files of a depth from 1 to 32, but for the .r1cs, installed the first time. */
export async function semaphore(depth: number): Promise<Omit<CircuitFiles, "r1cs" | "initial">> {
  if (!existsSync(folder)) {
    await promisify(execFile)("npm", ["ci", "--no-audit", "--no-fund"], { cwd: bench });
  }
  const file = (extension: string) => readFile(join(folder, `semaphore-${depth}.${extension}`));
  const [wasm, zkey, json] = await Promise.all([file("wasm"), file("zkey"), file("json")]);
  return {
    wasm: new Uint8Array(wasm),
    zkey: new Uint8Array(zkey),
    verificationKey: JSON.parse(json.toString()),
  };
}

/** An input that satisfies the circuit: the root is an output, so any path will do. */
export function semaphoreInput(depth: number): CircuitInput {
  return {
    secret: 0x1234567890abcdefn ** 3n,
    merkleProofLength: depth - 1,
    merkleProofIndex: 2 ** (depth - 1) - 1,
    merkleProofSiblings: Array.from(
      { length: depth },
      (_, i) => (i < depth - 1 ? 7n ** BigInt(80 + i) : 0n) % (1n << 250n),
    ),
    message: 3n ** 150n,
    scope: 5n ** 100n,
  };
}
