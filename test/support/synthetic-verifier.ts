// Synthetic keys as verification keys, and their proofs as the words that contracts take: real Groth16 statements of no
// circuit, so that what contracts do with proofs is tested without minutes of proving.
import { createHash } from "node:crypto";
import { SCALAR_FIELD_ORDER as R } from "../../src/bytes/index.js";
import { DEVELOPMENT_KEY_KIND, type SetupVerificationKey } from "../../src/setup/index.js";
import { type Draw, type Multiplier, SyntheticKey } from "./synthetic-groth16.js";

/** The same scalars in each run. */
export function drawFrom(seed: string): Draw {
  let count = 0;
  return () => {
    const digest = createHash("sha512").update(`${seed} ${count++}`).digest("hex");
    return (BigInt(`0x${digest}`) % (R - 1n)) + 1n;
  };
}

/** Big-endian words of 32 bytes. */
export const words = (bytes: Uint8Array): bigint[] =>
  Array.from({ length: bytes.length / 32 }, (_, i) =>
    BigInt(`0x${Buffer.from(bytes.subarray(32 * i, 32 * i + 32)).toString("hex")}`),
  );

const g1 = (bytes: Uint8Array): string[] => [...words(bytes).map(String), "1"];

function g2(bytes: Uint8Array): string[][] {
  const [x1, x0, y1, y0] = words(bytes).map(String) as [string, string, string, string];
  return [
    [x0, x1],
    [y0, y1],
    ["1", "0"],
  ];
}

/** A key that proves anything. */
export class SyntheticProver {
  readonly verificationKey: SetupVerificationKey;
  readonly #key: SyntheticKey;

  constructor(multiplier: Multiplier, signals: number, seed: string) {
    this.#key = new SyntheticKey(multiplier, signals, drawFrom(seed));
    const { alpha, beta, gamma, delta, ic } = this.#key.points;
    this.verificationKey = {
      protocol: "groth16",
      curve: "bn128",
      nPublic: signals,
      vk_alpha_1: g1(alpha),
      vk_beta_2: g2(beta),
      vk_gamma_2: g2(gamma),
      vk_delta_2: g2(delta),
      IC: ic.map(g1),
      keyKind: DEVELOPMENT_KEY_KIND,
    };
  }

  /** A.x A.y B.x1 B.x0 B.y1 B.y0 C.x C.y of a proof of these signals. */
  prove(signals: readonly bigint[]): bigint[] {
    return words(this.#key.prove(signals).proof);
  }
}
