/**
 * What a key shows about who can forge proofs with it. A key cannot show that its secrets were destroyed, but some keys
 * show that anyone can forge proofs with them.
 */

/** Its secrets are public: `psephos/setup` makes such keys for tests, and marks them. */
export const DEVELOPMENT_KEY_KIND = "development-INSECURE";
/**
 * Two of β, γ and δ are the same point, up to sign. Before the first contribution, δ = γ. Then anyone can make proofs of
 * anything: with δ = γ, A = α, B = β and C = −(IC₀ + Σ signalᵢ · ICᵢ) solve the equation.
 */
export const FORGEABLE_KEY_KIND = "forgeable-INSECURE";
/** The key does not say how it was made. */
export const UNKNOWN_KEY_KIND = "unknown";

/** The kinds that a proving key's file can show. */
export type ShownKeyKind = typeof DEVELOPMENT_KEY_KIND | typeof FORGEABLE_KEY_KIND | typeof UNKNOWN_KEY_KIND;

/** The name of the one contribution in a development key's file: snarkjs shows it. */
export const DEVELOPMENT_CONTRIBUTION = "INSECURE development key: its secrets are public";

/**
 * Whether two of a key's points of G2 are equal, up to sign.
 * @param xs the x coordinates of β, γ and δ, in any form, but all in the same
 */
export const isForgeable = (xs: readonly [beta: string, gamma: string, delta: string]): boolean =>
  new Set(xs).size < 3;
