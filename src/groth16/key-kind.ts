/**
 * What is known of who could forge proofs under a key. Nobody can tell from a key that its secrets are gone; that some keys
 * can be forged with is plain to see.
 */

/** Its secrets are public: `psephos/setup` makes such keys for tests, and marks them. */
export const DEVELOPMENT_KEY_KIND = "development-INSECURE";
/**
 * Two of β, γ and δ are one point, up to sign, as before the first contribution, where δ = γ. Then anyone makes proofs of
 * anything: with δ = γ, A = α, B = β and C = −(IC₀ + Σ signalᵢ · ICᵢ) solve the equation.
 */
export const FORGEABLE_KEY_KIND = "forgeable-INSECURE";
/** The key does not say how it was made. */
export const UNKNOWN_KEY_KIND = "unknown";

/** The kinds that a proving key shows by itself. */
export type ShownKeyKind = typeof DEVELOPMENT_KEY_KIND | typeof FORGEABLE_KEY_KIND | typeof UNKNOWN_KEY_KIND;

/** The name of the one contribution in a development key's file: what snarkjs shows of it. */
export const DEVELOPMENT_CONTRIBUTION = "INSECURE development key: its secrets are public";

/**
 * Whether two of a key's points of G2 are one, up to sign.
 * @param xs the x coordinates of β, γ and δ, each in any one form, all in the same
 */
export const isForgeable = (xs: readonly [beta: string, gamma: string, delta: string]): boolean =>
  new Set(xs).size < 3;
