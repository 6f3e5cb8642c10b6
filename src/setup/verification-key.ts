/** Verification keys as files, and how one tells what kind of key it belongs to. */
import { coordinates, type VerificationKeyJson } from "../groth16/index.js";

/** What a development key's files carry in `keyKind`. */
export const DEVELOPMENT_KEY_KIND = "development-INSECURE";

/** The same of a key closed for practice: by a beacon nobody announced, or with none for the powers of tau. */
export const REHEARSAL_KEY_KIND = "rehearsal-INSECURE";

/** The warning that goes wherever a development key does. */
export const DEVELOPMENT_KEY_WARNING =
  "INSECURE development key: its secrets are public, so anyone can forge proofs. For tests only.";

/** The warning that goes wherever a rehearsal's key does. */
export const REHEARSAL_KEY_WARNING =
  "INSECURE rehearsal key: its beacon could have been chosen, so whoever chose it may forge proofs. For tests only.";

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

/** The warning that goes with a verification key, by what it says of itself. */
export function warningOf({ keyKind }: SetupVerificationKey): string | undefined {
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
