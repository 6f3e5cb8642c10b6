/**
 * Proofs and their two encodings.
 *
 * JSON: snarkjs's, decimal strings (`json-points.ts`).
 * Bytes: 256, `A.x A.y B.x1 B.x0 B.y1 B.y0 C.x C.y`, 32 big-endian bytes each: the imaginary part of an F_p²
 * element comes first, which is the order of the EVM's pairing precompile (EIP-197).
 *
 * Both are read strictly: coordinates below p, A and C on their curve, B on its curve and in its subgroup.
 * The point at infinity is refused everywhere. An honest prover makes it with probability about 2^-253,
 * and an attacker could use it to cancel a term of the pairing equation.
 */
import { ensure, Refusal } from "../errors/index.js";
import { asBytes } from "./formats/content.js";
import {
  assertCoordinate,
  type G1Json,
  type G2Json,
  g1Coordinates,
  g1ToJson,
  g2Coordinates,
  g2ToJson,
} from "./json-points.js";
import { g1Bytes, g2Bytes } from "./point-bytes.js";
import { assertG1, assertG2, type G1Point, type G2Point } from "./points.js";

/** A proof as snarkjs writes it in JSON. */
export interface Proof {
  readonly pi_a: G1Json;
  readonly pi_b: G2Json;
  readonly pi_c: G1Json;
  readonly protocol: "groth16";
  readonly curve: "bn128";
}

/** A proof as points. */
export interface ProofPoints {
  readonly a: G1Point;
  readonly b: G2Point;
  readonly c: G1Point;
}

/** The length of a proof in bytes. */
export const PROOF_BYTES = 256;

const SHAPE = "groth16/proof-shape";
const NAMES = ["A.x", "A.y", "B.x1", "B.x0", "B.y1", "B.y0", "C.x", "C.y"] as const;

/** Reads a proof in snarkjs's JSON form. It does not check that the points are in their groups. */
function readProof(value: unknown): ProofPoints {
  ensure(typeof value === "object" && value !== null, SHAPE, "the proof is not an object");
  const { pi_a, pi_b, pi_c, protocol, curve } = value as Record<string, unknown>;
  ensure(protocol === undefined || protocol === "groth16", SHAPE, "the proof is not of protocol groth16");
  ensure(curve === undefined || curve === "bn128", SHAPE, "the proof is not on curve bn128");
  return {
    a: g1Coordinates(pi_a, SHAPE, "pi_a"),
    b: g2Coordinates(pi_b, SHAPE, "pi_b"),
    c: g1Coordinates(pi_c, SHAPE, "pi_c"),
  };
}

/**
 * Reads and checks a proof in snarkjs's JSON form. `protocol` and `curve` may be absent; keys that are not
 * the proof's are ignored.
 * @throws PsephosError `groth16/proof-shape`, `groth16/non-canonical-coordinate`, `groth16/point-at-infinity`,
 *   `groth16/point-not-on-curve`, `groth16/point-not-in-subgroup`
 */
export function parseProof(value: unknown): ProofPoints {
  const { a, b, c } = readProof(value);
  return { a: assertG1(a, "pi_a"), b: assertG2(b, "pi_b"), c: assertG1(c, "pi_c") };
}

/** Writes a proof in snarkjs's JSON form. */
export function formatProof({ a, b, c }: ProofPoints): Proof {
  return { pi_a: g1ToJson(a), pi_b: g2ToJson(b), pi_c: g1ToJson(c), protocol: "groth16", curve: "bn128" };
}

function encode({ a, b, c }: ProofPoints): Uint8Array {
  const bytes = new Uint8Array(PROOF_BYTES);
  bytes.set(g1Bytes(a), 0);
  bytes.set(g2Bytes(b), 64);
  bytes.set(g1Bytes(c), 192);
  return bytes;
}

/**
 * Writes a proof as 256 bytes.
 * @throws PsephosError as `parseProof`: a proof that would be refused is never written.
 */
export function proofToBytes(proof: Proof): Uint8Array {
  return encode(parseProof(proof));
}

/**
 * The 256 bytes of a proof in either form, for callers that check the points themselves. For bytes only the length is checked;
 * for JSON everything except that the points are in their groups. The result is always a copy.
 * @throws PsephosError `groth16/proof-shape`, `groth16/non-canonical-coordinate`, `groth16/point-at-infinity`
 */
export function uncheckedProofBytes(proof: unknown): Uint8Array {
  const bytes = asBytes(proof);
  if (bytes === undefined) return encode(readProof(proof));
  ensureLength(bytes);
  return Uint8Array.from(bytes);
}

function ensureLength(bytes: Uint8Array): void {
  ensure(bytes.length === PROOF_BYTES, SHAPE, `a proof takes ${PROOF_BYTES} bytes, not ${bytes.length}`);
}

/** The points of 256 bytes. It checks only the length, the range of the coordinates, and that no point is infinity. */
function decodeProof(given: Uint8Array): ProofPoints {
  const bytes = asBytes(given);
  ensure(bytes !== undefined, SHAPE, "the proof is not a Uint8Array");
  ensureLength(bytes);
  const word = (index: number): bigint => {
    let value = 0n;
    for (const byte of bytes.subarray(32 * index, 32 * index + 32)) value = (value << 8n) | BigInt(byte);
    return assertCoordinate(value, NAMES[index]!);
  };
  const points: ProofPoints = {
    a: { x: word(0), y: word(1) },
    b: { x: [word(3), word(2)], y: [word(5), word(4)] },
    c: { x: word(6), y: word(7) },
  };
  // The precompile's encoding of infinity is all zeros, in either group.
  for (const [name, { x, y }] of Object.entries(points) as [string, G1Point | G2Point][]) {
    if ([x, y].flat().every((c) => c === 0n)) {
      throw new Refusal("groth16/point-at-infinity", `${name.toUpperCase()} is the point at infinity`);
    }
  }
  return points;
}

/**
 * Reads exactly 256 bytes.
 * @throws PsephosError as `parseProof`
 */
export function proofFromBytes(bytes: Uint8Array): Proof {
  const { a, b, c } = decodeProof(bytes);
  return formatProof({ a: assertG1(a, "A"), b: assertG2(b, "B"), c: assertG1(c, "C") });
}

/** As `proofFromBytes`, for the bytes of a proof that was just made from points in the groups. */
export function ownProofFromBytes(bytes: Uint8Array): Proof {
  return formatProof(decodeProof(bytes));
}
