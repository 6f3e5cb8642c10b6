/**
 * In place of poseidon-lite in the pages' workers: the same hashes by the kernel, which is there for proofs anyway. It is ten times as fast, and saves the
 * constants, which are two thirds of what a worker would otherwise load. The build puts it there (`vite.config.ts`).
 */
import { kernelPoseidon, type Poseidon } from "../../src/engine/index.js";
import { Failure } from "../../src/errors/index.js";
import type {} from "./codes.js";

let started: Poseidon | undefined;

/** Starts the kernel: no hash before. @throws PsephosError `engine/no-webassembly`, `engine/out-of-memory` */
export async function startPoseidon(): Promise<void> {
  started = await kernelPoseidon();
}

function hash(inputs: readonly bigint[]): bigint {
  if (!started) throw new Failure("shared/worker", "the worker hashes before its kernel has started");
  return started(inputs);
}

export {
  hash as poseidon1,
  hash as poseidon2,
  hash as poseidon3,
  hash as poseidon4,
  hash as poseidon5,
  hash as poseidon6,
  hash as poseidon7,
  hash as poseidon8,
};
