/**
 * A circuit's key before anybody contributed (δ = 1), from prepared powers of tau [snarkjs 0.7.6, `src/zkey_new.js`]:
 * with L_c the Lagrange basis at τ, for each wire w
 *   A_w = Σ_c A[c][w] [L_c],  B_w alike in both groups,  IC_w and L_w = Σ_c A[c][w] [β L_c] + B[c][w] [α L_c] + C[c][w] [L_c],
 * wire w ≤ n (public, and the constant) also taking row m + w of A. H is the odd half of the basis of twice the size.
 */
import { concatBytes } from "@noble/hashes/utils.js";
import { ensure } from "../../errors/index.js";
import { G1_BYTES, G2_BYTES } from "../../groth16/index.js";
import { circuitHash, hashedHCount } from "../dev/circuit-hash.js";
import { domainLog } from "../dev/qap.js";
import { toUncompressed } from "../formats/points.js";
import type { PtauFile } from "../formats/ptau.js";
import { publicCount, type R1cs, readR1cs, type SparseMatrix } from "../formats/r1cs.js";
import { writeZkey, type ZkeyPoints } from "../formats/zkey.js";
import { GENERATOR } from "../vectors/multiples.js";
import type { WorkOptions } from "../vectors/spread.js";
import { type Group, type PointVectors, type SparseSums, scalarBytes } from "../vectors/vectors.js";

/** A key's file before any contribution, and the hash that all contributions start from. */
export interface InitialKey {
  readonly zkey: Uint8Array;
  readonly points: ZkeyPoints;
  readonly domainSize: number;
  /** snarkjs's circuit hash, 64 bytes. */
  readonly circuitHash: Uint8Array;
}

interface Part {
  readonly matrix: SparseMatrix;
  /** Added to a row's number to give its base. */
  readonly shift: number;
}

/** Terms gathered by wire: those of each part, and row m + w with coefficient 1 for the public wires. */
function byWire(r1cs: R1cs, parts: readonly Part[], publicRowShift: number | undefined): SparseSums {
  const { nWires, nConstraints } = r1cs;
  const extra = publicRowShift === undefined ? 0 : publicCount(r1cs) + 1;
  const starts = new Uint32Array(nWires + 1);
  for (const { matrix } of parts) {
    const { wires } = matrix;
    for (let term = 0; term < wires.length; term++) starts[wires[term]! + 1]!++;
  }
  for (let wire = 0; wire < extra; wire++) starts[wire + 1]!++;
  for (let wire = 0; wire < nWires; wire++) starts[wire + 1]! += starts[wire]!;
  const next = starts.slice();
  const bases = new Uint32Array(starts[nWires]!);
  const coefficients = new Uint32Array(bases.length);
  for (const { matrix, shift } of parts) {
    const { rowStart, wires } = matrix;
    for (let row = 0; row < nConstraints; row++) {
      const end = rowStart[row + 1]!;
      for (let term = rowStart[row]!; term < end; term++) {
        const at = next[wires[term]!]!++;
        bases[at] = row + shift;
        coefficients[at] = matrix.coefficients[term]!;
      }
    }
  }
  for (let wire = 0; wire < extra; wire++) {
    const at = next[wire]!++;
    bases[at] = nConstraints + wire + publicRowShift!;
    coefficients[at] = r1cs.values.length;
  }
  return { starts, bases, coefficients };
}

/** Every second point, from the second on. */
function odd(points: Uint8Array): Uint8Array {
  const result = new Uint8Array(points.length / 2);
  for (let at = 0; at < result.length; at += G1_BYTES)
    result.set(points.subarray(2 * at + G1_BYTES, 2 * at + 2 * G1_BYTES), at);
  return result;
}

/** Pieces before byte `at` of them all, and after it. */
function cutPieces(pieces: readonly Uint8Array[], at: number): [Uint8Array[], Uint8Array[]] {
  let left = at;
  const before = pieces.map((piece) => {
    const some = piece.subarray(0, left);
    left -= some.length;
    return some;
  });
  return [before, pieces.map((piece, i) => piece.subarray(before[i]!.length))];
}

/**
 * The power that powers of tau must have for a circuit's key: one more past 2^14 rows, where snarkjs hashes one point
 * of H that is not in a file of exactly the circuit's power (see hashedHCount).
 */
export function powerFor(log: number): number {
  return hashedHCount(2 ** log) < 2 ** log ? log : log + 1;
}

/**
 * log2 of the domain of a circuit, which `preparePtau` takes.
 * @param r1cs the bytes of circom's file
 * @throws PsephosError as `readR1cs`
 */
export function circuitDomain(r1cs: Uint8Array): number {
  return domainLog(readR1cs(r1cs));
}

/** log2 of a circuit's domain, checked to be within the size of a powers-of-tau file. */
function checkedLog(r1cs: R1cs, ptau: PtauFile): number {
  const log = domainLog(r1cs);
  ensure(
    powerFor(log) <= ptau.power,
    "setup/ptau-too-small",
    `a circuit of 2^${log} rows needs powers of tau of power ${powerFor(log)}, but this file has power ${ptau.power}`,
    "Start, or import, powers of tau of a larger power.",
  );
  return log;
}

/**
 * Makes a circuit's first key, byte for byte as `snarkjs zkey new` (except for the order of its sections).
 * @param input `r1cs`: the bytes of circom's file; `ptau`: powers of tau prepared for the circuit's domain. They
 *   are not checked here: `verifyPtau` does that.
 * @throws PsephosError as `readR1cs`; `setup/ptau-too-small`, `setup/ptau-not-prepared`; the signal's reason.
 */
export async function createInitialKey(
  input: { readonly r1cs: Uint8Array; readonly ptau: PtauFile },
  vectors: PointVectors,
  options: WorkOptions = {},
): Promise<InitialKey> {
  const r1cs = readR1cs(input.r1cs);
  const { ptau } = input;
  const log = checkedLog(r1cs, ptau);
  const size = 2 ** log;
  const [tau1, alpha1, beta1] = [
    await ptau.basis("tauG1", log),
    await ptau.basis("alphaTauG1", log),
    await ptau.basis("betaTauG1", log),
  ];
  const a = byWire(r1cs, [{ matrix: r1cs.a, shift: 0 }], 0);
  const b = byWire(r1cs, [{ matrix: r1cs.b, shift: 0 }], undefined);
  const joint = byWire(
    r1cs,
    [
      { matrix: r1cs.a, shift: 2 * size },
      { matrix: r1cs.b, shift: size },
      { matrix: r1cs.c, shift: 0 },
    ],
    2 * size,
  );
  const scalars = scalarBytes([...r1cs.values, 1n]);
  const sums = (group: Group, bases: Uint8Array, of: SparseSums, name: string) =>
    vectors.sparseSums(group, bases, of, scalars, `section ${name}`, options);
  const l = await sums("g1", concatBytes(tau1, alpha1, beta1), joint, "L");
  const inA = await sums("g1", tau1, a, "A");
  const inB = await sums("g1", tau1, b, "B1");
  const inB2 = await sums("g2", await ptau.basis("tauG2", log), b, "B2");
  const publicBytes = (publicCount(r1cs) + 1) * G1_BYTES;
  const points: ZkeyPoints = {
    alpha1: await ptau.read("alphaTauG1", 0, 1),
    beta1: await ptau.read("betaTauG1", 0, 1),
    beta2: await ptau.betaG2(),
    gamma2: GENERATOR.g2,
    delta1: GENERATOR.g1,
    delta2: GENERATOR.g2,
    ic: l.points.subarray(0, publicBytes),
    l: l.points.subarray(publicBytes),
    a: inA.points,
    b1: inB.points,
    b2: inB2.points,
    h: odd(await ptau.basis("tauG1", log + 1)),
  };
  const hashed = hashedHCount(size);
  const h = await vectors.subtract(
    await ptau.read("tauG1", size, hashed),
    await ptau.read("tauG1", 0, hashed),
    "section H",
    options,
    "uncompressed",
  );
  const [hashedPublic, hashedPrivate] = cutPieces(l.uncompressed, publicBytes);
  const hash = circuitHash(
    {
      alpha1: toUncompressed(points.alpha1, G1_BYTES),
      beta1: toUncompressed(points.beta1, G1_BYTES),
      beta2: toUncompressed(points.beta2, G2_BYTES),
      ic: hashedPublic,
      h: [h],
      l: hashedPrivate,
      a: inA.uncompressed,
      b1: inB.uncompressed,
      b2: inB2.uncompressed,
    },
    size,
  );
  const zkey = writeZkey(r1cs, size, points, { circuitHash: hash, contributions: [] });
  return { zkey, points, domainSize: size, circuitHash: hash };
}
