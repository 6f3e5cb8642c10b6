/** Reads the public signals for a verifier. */
import { isScalar, parseScalar } from "../bytes/index.js";
import { ensure, Refusal } from "../errors/index.js";

/** A public signal: an integer in [0, r) as bigint, as safe integer, or as canonical decimal string. */
export type PublicSignal = bigint | number | string;

/**
 * Reads a proof's public signals: exactly `count` of them, each canonical. A signal plus r would be the
 * same field element in another form, and so a second nullifier for one voter.
 * @throws PsephosError `groth16/signals-shape`, `groth16/signal-count`, `groth16/non-canonical-signal`
 */
export function parsePublicSignals(signals: unknown, count: number): bigint[] {
  ensure(Array.isArray(signals), "groth16/signals-shape", "the public signals are not a list");
  ensure(
    signals.length === count,
    "groth16/signal-count",
    `the key takes ${count} public signals, not ${signals.length}`,
  );
  return Array.from(signals, (signal, i) => {
    if (isScalar(signal)) return signal;
    if (typeof signal === "number" && Number.isSafeInteger(signal) && signal >= 0) return BigInt(signal);
    try {
      return parseScalar(signal);
    } catch {
      throw new Refusal(
        "groth16/non-canonical-signal",
        `public signal ${i} is not an integer in [0, r), nor its canonical decimal string`,
      );
    }
  });
}
