import {
  type CeremonyContext,
  createDeal,
  createKeykeeperKeys,
  type Deal,
  type Keykeeper,
  type Keykeepers,
} from "../../src/seal/index.js";

export const CONTEXT: CeremonyContext = {
  genesisHash: new Uint8Array(32).fill(0x11),
  processId: new Uint8Array(32).fill(0x22),
  round: 0,
};

export interface Council {
  readonly keykeepers: Keykeepers;
  readonly selves: readonly Keykeeper[];
}

/** `count` keykeepers with fresh keys. */
export function council(count: number, threshold: number, confirmations = threshold): Council {
  const pairs = Array.from({ length: count }, createKeykeeperKeys);
  return {
    keykeepers: { publicKeys: pairs.map(({ publicKey }) => publicKey), threshold, confirmations },
    selves: pairs.map(({ secretKey }, i) => ({ place: i + 1, secretKey })),
  };
}

export const dealsOf = ({ keykeepers, selves }: Council, context = CONTEXT): Deal[] =>
  selves.map(({ place }) => createDeal(context, place, keykeepers));

/** A copy with one bit of one byte changed. */
export function flipped(bytes: Uint8Array, at = 0): Uint8Array {
  const copy = bytes.slice();
  copy[at]! ^= 1;
  return copy;
}
