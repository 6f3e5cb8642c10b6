/** Verification keys as files, and the kind of key that one states. */
import {
  coordinates,
  DEVELOPMENT_KEY_KIND,
  FORGEABLE_KEY_KIND,
  type VerificationKeyJson,
  verificationKeyKind,
} from "../groth16/index.js";

/** `keyKind` of a rehearsal key: an unannounced beacon closed it, or its powers of tau have no beacon. */
export const REHEARSAL_KEY_KIND = "rehearsal-INSECURE";

/** The warning for a development key. */
export const DEVELOPMENT_KEY_WARNING =
  "INSECURE development key: its secrets are public, so anyone can forge proofs. For tests only.";

/** The warning for a rehearsal key. */
export const REHEARSAL_KEY_WARNING =
  "INSECURE rehearsal key: somebody could have chosen its beacon, and could then forge proofs. For tests only.";

/** The warning for a key whose points show that anyone can forge proofs. */
export const FORGEABLE_KEY_WARNING =
  "INSECURE key: nobody has contributed to it, so anyone can forge proofs under it. For contributors only.";

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

/** The warning for a verification key, by its points and its stated kind. */
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
