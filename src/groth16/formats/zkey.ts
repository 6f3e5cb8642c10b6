/**
 * snarkjs's .zkey for Groth16, version 1 [snarkjs 0.7.6, `src/zkey_utils.js`].
 *
 * | section | |
 * | --- | --- |
 * | 1 | `u32` protocol: 1, Groth16 |
 * | 2 | `u32` 32, p, `u32` 32, r, `u32` nVars, nPublic, domainSize; α₁ β₁ β₂ γ₂ δ₁ δ₂ |
 * | 3 | IC: nPublic + 1 points of G1 |
 * | 4 | `u32` n, then n coefficients: `u32` matrix (0: A, 1: B), constraint, wire; value·2^512 mod r |
 * | 5, 6, 7 | A, B₁ (G1), B₂ (G2): nVars points each |
 * | 8 | C: nVars − nPublic − 1 points of G1, for the private wires |
 * | 9 | H: domainSize points of G1 |
 * | 10 | the circuit's hash and the contributions (`contributions.ts`) |
 *
 * Points are affine, in Montgomery form, 64 bytes in G1 and 128 in G2 (real part first); infinity, which
 * A, B and C may contain, is all zeros.
 *
 * The reader accepts only bounded and canonical content: sizes follow from the counts, every integer is below its modulus
 * and every index is in range. The users of the points check that they are on their curves:
 * `verificationKeyOf`, and the prover when it loads them. Use only keys with a known hash: nobody can see
 * from a key whether its points belong together.
 */
import { BASE_FIELD_ORDER, SCALAR_FIELD_ORDER } from "../../bytes/index.js";
import { ensure } from "../../errors/index.js";
import { isForgeable } from "../key-kind.js";
import { assertG1, assertG2, type G1Point, type G2Point } from "../points.js";
import type { VerificationKey } from "../verification-key.js";
import { readSections, requireSection, type Sections, viewOf } from "./sections.js";
import { coordinates, firstNotBelow, readWord, WORD } from "./words.js";

/** The bytes of a point of G1 and of G2. */
export const G1_BYTES = 2 * WORD;
export const G2_BYTES = 4 * WORD;
/** The bytes of a coefficient: matrix, constraint, wire, value. */
export const COEFFICIENT_BYTES = 12 + WORD;

/** Section 2 of a key. Byte arrays are views of the file's bytes. */
export interface ZkeyHeader {
  /** Wires of the circuit, including the constant. */
  readonly nVars: number;
  readonly nPublic: number;
  /** A power of two, above the number of constraints. */
  readonly domainSize: number;
  readonly alpha1: Uint8Array;
  readonly beta1: Uint8Array;
  readonly beta2: Uint8Array;
  readonly gamma2: Uint8Array;
  readonly delta1: Uint8Array;
  readonly delta2: Uint8Array;
}

/** A proving key. */
export interface Zkey extends ZkeyRecord {
  readonly ic: Uint8Array;
  /** The coefficients, without their count. */
  readonly coefficients: Uint8Array;
  readonly a: Uint8Array;
  readonly b1: Uint8Array;
  readonly b2: Uint8Array;
  readonly c: Uint8Array;
  readonly h: Uint8Array;
}

/** The parts of a proving key without its vectors: its header, and the record of its contributions. */
export interface ZkeyRecord extends ZkeyHeader {
  /** The bytes of section 10, or empty. */
  readonly contributions: Uint8Array;
}

const GROTH16 = 1;
/** The values of section 1 in snarkjs's other keys. */
const OTHER_PROTOCOLS: Readonly<Record<number, string>> = { 2: "PLONK", 10: "FFLONK" };
const SECTIONS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
/** Keys of the other protocols have up to 17. */
const ANY_SECTIONS = Array.from({ length: 32 }, (_, id) => id);
/** The offsets of the header's points: α₁ here, β₁ at 148, β₂ at 212, γ₂ at 340, δ₁ at 468, δ₂ at 532. */
const POINTS_AT = 4 + WORD + 4 + WORD + 12;
const HEADER_BYTES = POINTS_AT + 3 * G1_BYTES + 3 * G2_BYTES;
/** r − 1 has 28 factors of two; a proof needs a root of unity of twice the domain's order. */
const MAX_DOMAIN = 2 ** 27;

function readCounts(header: Uint8Array): { nVars: number; nPublic: number; domainSize: number } {
  const view = viewOf(header);
  ensure(
    header.length === HEADER_BYTES &&
      view.getUint32(0, true) === WORD &&
      readWord(view, 4) === BASE_FIELD_ORDER &&
      view.getUint32(36, true) === WORD &&
      readWord(view, 40) === SCALAR_FIELD_ORDER,
    "groth16/zkey-curve",
    "the .zkey is not over BN254",
    "Make the key for a circuit compiled with circom's default prime (bn128).",
  );
  const [nVars, nPublic, domainSize] = [72, 76, 80].map((at) => view.getUint32(at, true)) as [
    number,
    number,
    number,
  ];
  ensure(
    domainSize >= 2 && domainSize <= MAX_DOMAIN && Number.isInteger(Math.log2(domainSize)),
    "groth16/zkey-counts",
    `the .zkey's domain of ${domainSize} is not a power of two from 2 to 2^27`,
  );
  ensure(
    nPublic < nVars,
    "groth16/zkey-counts",
    `the .zkey has ${nPublic} public signals, too many for its ${nVars} wires`,
  );
  return { nVars, nPublic, domainSize };
}

/**
 * Reads section 2.
 * @throws PsephosError `groth16/zkey-curve`, `groth16/zkey-counts`, `groth16/non-canonical-coordinate`
 */
export function readHeader(header: Uint8Array): ZkeyHeader {
  const counts = readCounts(header);
  const bad = firstNotBelow(header.subarray(POINTS_AT), BASE_FIELD_ORDER);
  ensure(bad < 0, "groth16/non-canonical-coordinate", "a point of the key's header is not canonical");
  const cut = (offset: number, size: number): Uint8Array => header.subarray(offset, offset + size);
  const [alpha1, beta1, delta1] = [cut(POINTS_AT, G1_BYTES), cut(148, G1_BYTES), cut(468, G1_BYTES)];
  const [beta2, gamma2, delta2] = [cut(212, G2_BYTES), cut(340, G2_BYTES), cut(532, G2_BYTES)];
  return { ...counts, alpha1, beta1, beta2, gamma2, delta1, delta2 };
}

function points(sections: Sections, id: number, what: string, count: number, size: number): Uint8Array {
  const body = requireSection(sections, id, what);
  ensure(
    body.length === count * size,
    "groth16/zkey-section-size",
    `section ${id} (${what}) of the .zkey takes ${count * size} bytes, not ${body.length}`,
  );
  const bad = firstNotBelow(body, BASE_FIELD_ORDER);
  ensure(
    bad < 0,
    "groth16/non-canonical-coordinate",
    () => `point ${Math.floor((bad * WORD) / size)} of section ${id} (${what}) is not canonical`,
  );
  return body;
}

function readCoefficients(sections: Sections, nVars: number, domainSize: number): Uint8Array {
  const body = requireSection(sections, 4, "coefficients");
  const view = viewOf(body);
  const count = body.length < 4 ? -1 : view.getUint32(0, true);
  ensure(
    body.length === 4 + count * COEFFICIENT_BYTES,
    "groth16/zkey-section-size",
    "section 4 (coefficients) of the .zkey: declared size does not match actual size",
  );
  for (let i = 0, at = 4; i < count; i++, at += COEFFICIENT_BYTES) {
    ensure(
      view.getUint32(at, true) < 2 &&
        view.getUint32(at + 4, true) < domainSize &&
        view.getUint32(at + 8, true) < nVars,
      "groth16/zkey-coefficient",
      () => `coefficient ${i} of the .zkey names a matrix, constraint or wire that does not exist`,
    );
  }
  const bad = firstNotBelow(body, SCALAR_FIELD_ORDER, COEFFICIENT_BYTES, 16);
  ensure(bad < 0, "groth16/zkey-coefficient", () => `coefficient ${bad} of the .zkey is not below r`);
  return body.subarray(4);
}

/** The sections of a key for Groth16, not yet read. */
function zkeySections(bytes: Uint8Array): Sections {
  const sections = readSections(bytes, "zkey", 1, ANY_SECTIONS);
  const protocol = requireSection(sections, 1, "protocol");
  const number = protocol.length === 4 ? viewOf(protocol).getUint32(0, true) : -1;
  ensure(
    number === GROTH16,
    "groth16/zkey-protocol",
    () => `the .zkey is a key for ${OTHER_PROTOCOLS[number] ?? "another protocol"}, not for Groth16`,
    "Make a Groth16 key: snarkjs groth16 setup, or psephos setup.",
  );
  for (const id of sections.keys())
    ensure(
      SECTIONS.includes(id),
      "groth16/file-unknown-section",
      `a .zkey file for Groth16 has no section ${id}`,
    );
  return sections;
}

function recordOf(sections: Sections): ZkeyRecord {
  const header = readHeader(requireSection(sections, 2, "header"));
  return { ...header, contributions: sections.get(10) ?? new Uint8Array(0) };
}

/**
 * Reads a proving key's header and record of contributions, in a time that does not depend on the size of its vectors.
 * @throws PsephosError `groth16/file-…` for a broken container; `groth16/zkey-protocol`, `groth16/zkey-curve`, `groth16/zkey-counts`,
 *   `groth16/non-canonical-coordinate`
 */
export const readZkeyRecord = (bytes: Uint8Array): ZkeyRecord => recordOf(zkeySections(bytes));

/**
 * Reads and checks a proving key.
 * @throws PsephosError as {@link readZkeyRecord}; `groth16/zkey-section-size`, `groth16/zkey-coefficient`
 */
export function parseZkey(bytes: Uint8Array): Zkey {
  const sections = zkeySections(bytes);
  const record = recordOf(sections);
  const { nVars, nPublic, domainSize } = record;
  return {
    ...record,
    ic: points(sections, 3, "IC", nPublic + 1, G1_BYTES),
    coefficients: readCoefficients(sections, nVars, domainSize),
    a: points(sections, 5, "A", nVars, G1_BYTES),
    b1: points(sections, 6, "B1", nVars, G1_BYTES),
    b2: points(sections, 7, "B2", nVars, G2_BYTES),
    c: points(sections, 8, "C", nVars - nPublic - 1, G1_BYTES),
    h: points(sections, 9, "H", domainSize, G1_BYTES),
  };
}

/** Whether a key's points show that anyone can forge proofs under it (`key-kind.ts`). */
export function isForgeableKey({ beta2, gamma2, delta2 }: ZkeyHeader): boolean {
  const x = (point: Uint8Array): string => `${point.subarray(0, G2_BYTES / 2)}`;
  return isForgeable([x(beta2), x(gamma2), x(delta2)]);
}

function g1(bytes: Uint8Array, name: string): G1Point {
  const [x, y] = coordinates(bytes);
  return assertG1({ x: x!, y: y! }, name);
}

function g2(bytes: Uint8Array, name: string): G2Point {
  const [x0, x1, y0, y1] = coordinates(bytes);
  return assertG2({ x: [x0!, x1!], y: [y0!, y1!] }, name);
}

/**
 * The verification key from a proving key's header and IC, after a check that the points are in their groups.
 * @throws PsephosError `groth16/point-not-on-curve`, `groth16/point-not-in-subgroup`
 */
export function verificationKeyOf(zkey: Zkey): VerificationKey {
  const { alpha1, beta2, gamma2, delta2, ic, nPublic } = zkey;
  return {
    alpha: g1(alpha1, "alpha1"),
    beta: g2(beta2, "beta2"),
    gamma: g2(gamma2, "gamma2"),
    delta: g2(delta2, "delta2"),
    ic: Array.from({ length: nPublic + 1 }, (_, i) =>
      g1(ic.subarray(G1_BYTES * i, G1_BYTES * (i + 1)), `IC[${i}]`),
    ),
  };
}
