/**
 * Verification keys: snarkjs's JSON, read as strictly as proofs, because a hostile key
 * accepts any proof. `vk_alphabeta_12` is never read: it follows from α and β, which are read.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { ensure } from "../errors/index.js";
import { type G1Json, type G2Json, g1Coordinates, g1ToJson, g2Coordinates, g2ToJson } from "./json-points.js";
import { FORGEABLE_KEY_KIND, isForgeable, UNKNOWN_KEY_KIND } from "./key-kind.js";
import { assertG1, assertG2, type G1Point, type G2Point } from "./points.js";

/** A verification key as snarkjs writes it in JSON. */
export interface VerificationKeyJson {
  readonly protocol: string;
  readonly curve: string;
  readonly nPublic: number;
  readonly vk_alpha_1: readonly string[];
  readonly vk_beta_2: readonly (readonly string[])[];
  readonly vk_gamma_2: readonly (readonly string[])[];
  readonly vk_delta_2: readonly (readonly string[])[];
  readonly IC: readonly (readonly string[])[];
  /** The kind that an insecure key of this library states, for example "development-INSECURE". snarkjs's keys have none. */
  readonly keyKind?: string;
}

/** A verification key as points. `ic` has one point more than there are signals. */
export interface VerificationKey {
  readonly alpha: G1Point;
  readonly beta: G2Point;
  readonly gamma: G2Point;
  readonly delta: G2Point;
  readonly ic: readonly G1Point[];
}

const SHAPE = "groth16/key-shape";
/** The only kinds that a key can state. Logs and pages show them unchanged. A key's statement that it is secure would prove nothing. */
const KEY_KIND = /^[A-Za-z-]{1,40}-INSECURE$/;
/** More public signals than any circuit has; bounds the work that a hostile key can cause. */
const MAX_PUBLIC = 1 << 16;

/**
 * Reads a verification key in snarkjs's JSON form. It does not check that the points are in their groups.
 * @throws PsephosError `groth16/key-shape`, `groth16/non-canonical-coordinate`, `groth16/point-at-infinity`
 */
export function readVerificationKey(value: unknown): VerificationKey {
  ensure(typeof value === "object" && value !== null, SHAPE, "the verification key is not an object");
  const key = value as Record<string, unknown>;
  ensure(key.protocol === "groth16", SHAPE, "the verification key is not of protocol groth16");
  ensure(key.curve === "bn128", SHAPE, "the verification key is not on curve bn128");
  const { keyKind } = key;
  ensure(
    keyKind === undefined || (typeof keyKind === "string" && KEY_KIND.test(keyKind)),
    SHAPE,
    "keyKind is not a kind of insecure key",
  );
  const { nPublic, IC } = key;
  ensure(
    typeof nPublic === "number" && Number.isInteger(nPublic) && nPublic >= 0 && nPublic <= MAX_PUBLIC,
    SHAPE,
    `nPublic is not an integer from 0 to ${MAX_PUBLIC}`,
  );
  ensure(Array.isArray(IC), SHAPE, "IC is not a list");
  ensure(
    IC.length === nPublic + 1,
    SHAPE,
    `IC must have ${nPublic + 1} points for ${nPublic} signals, not ${IC.length}`,
  );
  return {
    alpha: g1Coordinates(key.vk_alpha_1, SHAPE, "vk_alpha_1"),
    beta: g2Coordinates(key.vk_beta_2, SHAPE, "vk_beta_2"),
    gamma: g2Coordinates(key.vk_gamma_2, SHAPE, "vk_gamma_2"),
    delta: g2Coordinates(key.vk_delta_2, SHAPE, "vk_delta_2"),
    ic: Array.from(IC, (point, i) => g1Coordinates(point, SHAPE, `IC[${i}]`)),
  };
}

/**
 * Reads and checks a verification key in snarkjs's JSON form.
 * @throws PsephosError `groth16/key-shape`, `groth16/non-canonical-coordinate`, `groth16/point-at-infinity`,
 *   `groth16/point-not-on-curve`, `groth16/point-not-in-subgroup`
 */
export function parseVerificationKey(value: unknown): VerificationKey {
  const key = readVerificationKey(value);
  assertG1(key.alpha, "vk_alpha_1");
  assertG2(key.beta, "vk_beta_2");
  assertG2(key.gamma, "vk_gamma_2");
  assertG2(key.delta, "vk_delta_2");
  key.ic.forEach((point, i) => {
    assertG1(point, `IC[${i}]`);
  });
  return key;
}

/**
 * The kind of a verification key: "forgeable-INSECURE" if its points show that anyone can forge proofs with it, independent of what it
 * states; otherwise the kind that it states, for example "development-INSECURE"; otherwise "unknown".
 * @throws PsephosError as `readVerificationKey`
 */
export function verificationKeyKind(value: unknown): string {
  const { beta, gamma, delta } = readVerificationKey(value);
  if (isForgeable([`${beta.x}`, `${gamma.x}`, `${delta.x}`])) return FORGEABLE_KEY_KIND;
  return (value as VerificationKeyJson).keyKind ?? UNKNOWN_KEY_KIND;
}

/** Writes a verification key in the JSON form that snarkjs reads. */
export function formatVerificationKey(key: VerificationKey): VerificationKeyJson & {
  readonly protocol: "groth16";
  readonly curve: "bn128";
  readonly vk_alpha_1: G1Json;
  readonly vk_beta_2: G2Json;
  readonly vk_gamma_2: G2Json;
  readonly vk_delta_2: G2Json;
  readonly IC: readonly G1Json[];
} {
  return {
    protocol: "groth16",
    curve: "bn128",
    nPublic: key.ic.length - 1,
    vk_alpha_1: g1ToJson(key.alpha),
    vk_beta_2: g2ToJson(key.beta),
    vk_gamma_2: g2ToJson(key.gamma),
    vk_delta_2: g2ToJson(key.delta),
    IC: key.ic.map(g1ToJson),
  };
}

/** A verification key's file: JSON as snarkjs writes it (indented by one, no newline at the end). */
export function formatVerificationKeyFile(verificationKey: VerificationKeyJson): string {
  return JSON.stringify(verificationKey, null, 1);
}

/** SHA-256 of that file, hex: the name of a key in the verifier contract and the transcript. */
export function verificationKeyHash(verificationKey: VerificationKeyJson): string {
  return bytesToHex(sha256(utf8ToBytes(formatVerificationKeyFile(verificationKey))));
}
