/** Verification keys as files, and how one tells what kind of key it belongs to. */
import {
  coordinates,
  DEVELOPMENT_KEY_KIND,
  FORGEABLE_KEY_KIND,
  type VerificationKeyJson,
  verificationKeyKind,
} from "../groth16/index.js";

/** What the files of a key carry in `keyKind` that was closed for practice: by a beacon nobody announced, or with none for the powers of tau. */
export const REHEARSAL_KEY_KIND = "rehearsal-INSECURE";

/** The warning that goes wherever a development key does. */
export const DEVELOPMENT_KEY_WARNING =
  "INSECURE development key: its secrets are public, so anyone can forge proofs. For tests only.";

/** The warning that goes wherever a rehearsal's key does. */
export const REHEARSAL_KEY_WARNING =
  "INSECURE rehearsal key: its beacon could have been chosen, so whoever chose it may forge proofs. For tests only.";

/** The warning that goes wherever a key does whose points show that proofs are forged with it. */
export const FORGEABLE_KEY_WARNING =
  "INSECURE key: anyone can forge proofs under it, as nobody has contributed to it. For contributors only.";

/** A verification key as snarkjs exports it, with the mark of its kind when it has one; see `VerificationKeyJson`. */
export interface SetupVerificationKey extends VerificationKeyJson {
  /** e(alpha, beta), as snarkjs writes it; read by nobody here. */
  readonly vk_alphabeta_12?: readonly (readonly (readonly string[])[])[];
}

/** Whether a verification key says that it is a development key. */
export function isDevelopmentKey(verificationKey: unknown): boolean {
  return (
    typeof verificationKey === "object" &&
    verificationKey !== null &&
    (verificationKey as { keyKind?: unknown }).keyKind === DEVELOPMENT_KEY_KIND
  );
}

/** The warning that goes with a verification key, by its points and what it says of itself. */
export function warningOf(verificationKey: SetupVerificationKey): string | undefined {
  const keyKind = verificationKeyKind(verificationKey);
  if (keyKind === FORGEABLE_KEY_KIND) return FORGEABLE_KEY_WARNING;
  if (keyKind === DEVELOPMENT_KEY_KIND) return DEVELOPMENT_KEY_WARNING;
  return keyKind === REHEARSAL_KEY_KIND ? REHEARSAL_KEY_WARNING : undefined;
}

/** Montgomery-encoded points of G1 in snarkjs's JSON. */
export function g1PointsToJson(points: Uint8Array): [string, string, string][] {
  const values = coordinates(points);
  return Array.from({ length: values.length / 2 }, (_, i) => [
    `${values[2 * i]}`,
    `${values[2 * i + 1]}`,
    "1",
  ]);
}

/** One Montgomery-encoded point of G2 in snarkjs's JSON. */
export function g2PointToJson(point: Uint8Array): [string, string][] {
  const [x0, x1, y0, y1] = coordinates(point);
  return [
    [`${x0}`, `${x1}`],
    [`${y0}`, `${y1}`],
    ["1", "0"],
  ];
}
