/** The parts of snarkjs that the setup is held against, and powers of a tau that is known. */
import * as snarkjs from "snarkjs";
import { BASE_FIELD_ORDER } from "../../../src/bytes/index.js";
import { viewOf, writeSections, writeWord } from "../../../src/groth16/index.js";
import { lagrangeAt } from "../../../src/setup/dev/qap.js";
import type { KeySecrets } from "../../../src/setup/dev/secrets.js";
import { multiply, powers } from "../../../src/setup/field.js";
import { GeneratorMultiples } from "../../../src/setup/vectors/multiples.js";
import { type Group, PointVectors } from "../../../src/setup/vectors/vectors.js";

/** A file in memory, as snarkjs takes it for writing. */
export interface MemoryFile {
  readonly type: "mem";
  data?: Uint8Array;
}

// biome-ignore lint/suspicious/noExplicitAny: what @types/snarkjs leaves out
export const { zKey, powersOfTau, groth16 } = snarkjs as any;

/** snarkjs's zkey before any contribution. */
export async function snarkjsKey(r1cs: Uint8Array, ptau: Uint8Array): Promise<Uint8Array> {
  const file: MemoryFile = { type: "mem" };
  await zKey.newZKey(r1cs, ptau, file);
  return new Uint8Array(file.data!);
}

function ptauHeader(power: number): Uint8Array {
  const bytes = new Uint8Array(44);
  const view = viewOf(bytes);
  view.setUint32(0, 32, true);
  writeWord(view, 4, BASE_FIELD_ORDER);
  view.setUint32(36, power, true);
  view.setUint32(40, power, true);
  return bytes;
}

const scaled = (values: readonly bigint[], factor: bigint) => values.map((value) => multiply(value, factor));

/** Multiples of the generators, made on threads that live as long as `use` takes. */
async function withMultiples<T>(use: (times: Multiples) => Promise<T>): Promise<T> {
  await using vectors = await PointVectors.open();
  const generators = new GeneratorMultiples(vectors);
  return await use((group, scalars) => generators.times(group, scalars, "powers"));
}
type Multiples = (group: Group, scalars: readonly bigint[]) => Promise<Uint8Array>;

/** A powers-of-tau file of known secrets, prepared for phase 2 by snarkjs itself. */
export async function knownPowersOfTau({ tau, alpha, beta }: KeySecrets, power: number): Promise<Uint8Array> {
  const size = 2 ** power;
  const low = powers(tau, size);
  const phase1 = await withMultiples(async (times) =>
    writeSections("ptau", 1, [
      [1, ptauHeader(power)],
      [2, await times("g1", powers(tau, 2 * size - 1))],
      [3, await times("g2", low)],
      [4, await times("g1", scaled(low, alpha))],
      [5, await times("g1", scaled(low, beta))],
      [6, await times("g2", [beta])],
      [7, new Uint8Array(4)], // no contributions
    ]),
  );
  const file: MemoryFile = { type: "mem" };
  await powersOfTau.preparePhase2(phase1, file);
  return new Uint8Array(file.data!);
}

/**
 * As much of a powers-of-tau file as snarkjs reads for a circuit of domain 2^log, prepared through the Lagrange
 * basis as scalars, where snarkjs takes minutes. The power is one larger than the circuit's.
 */
export async function powersOfTauFor(secrets: KeySecrets, log: number): Promise<Uint8Array> {
  const { tau, alpha, beta } = secrets;
  // Section 12 and its like hold the bases of all domains one after the other; of the others nothing is read.
  const before = new Array<bigint>(2 ** log - 1).fill(0n);
  const basis = [...before, ...lagrangeAt(tau, log)];
  const doubled = lagrangeAt(tau, log + 1);
  return withMultiples(async (times) =>
    writeSections("ptau", 1, [
      [1, ptauHeader(log + 1)],
      [2, await times("g1", powers(tau, 2 ** (log + 2) - 1))],
      [4, await times("g1", [alpha])],
      [5, await times("g1", [beta])],
      [6, await times("g2", [beta])],
      [12, await times("g1", [...basis, ...doubled])],
      [13, await times("g2", basis)],
      [14, await times("g1", scaled(basis, alpha))],
      [15, await times("g1", scaled(basis, beta))],
    ]),
  );
}

/** What snarkjs's `zkey verify` says of a key, line by line; the last line is "ZKey Ok!" or the fault. */
export async function verifyKey(r1cs: Uint8Array, ptau: Uint8Array, zkey: Uint8Array) {
  const lines: string[] = [];
  const note = (line: string) => void lines.push(line);
  const logger = { debug: () => {}, info: note, warn: note, error: note };
  const ok: boolean = await zKey.verifyFromR1cs(r1cs, ptau, zkey, logger);
  return { ok, lines };
}
