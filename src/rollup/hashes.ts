/** The Poseidon hashes of the tally (PROTOCOL 6, 7). */
import { type Poseidon, poseidon } from "../engine/index.js";
import { ensure } from "../errors/index.js";
import type { TallyInstance } from "./instances.js";
import { paramsVector, type TallyParams } from "./params.js";

/** Arity of the tree over a batch's leaves. */
const ARITY = 8;
/** Elements that one hash of the chain takes in. */
const LINK = 7;

/** `h = 0`, then `h = poseidon8(h, next seven)`, the last seven filled with zeros; every element in [0, r). */
export function chain(elements: readonly bigint[], hash: Poseidon = poseidon): bigint {
  let sum = 0n;
  for (let i = 0; i < elements.length; i += LINK) {
    const link = Array.from({ length: LINK }, (_, k) => elements[i + k] ?? 0n);
    sum = hash([sum, ...link]);
  }
  return sum;
}

/** Root of the arity-8 poseidon8 tree over the leaves of one batch, empty slots (0) included. */
export function leavesRoot(leaves: readonly bigint[], hash: Poseidon = poseidon): bigint {
  let level = [...leaves];
  do {
    ensure(
      level.length % ARITY === 0,
      "rollup/leaves",
      "the number of a batch's leaves must be a power of 8",
    );
    level = Array.from({ length: level.length / ARITY }, (_, i) =>
      hash(level.slice(ARITY * i, ARITY * (i + 1))),
    );
  } while (level.length > 1);
  return level[0]!;
}

/** `poseidon2(leavesRoot, chain(params))`. @throws PsephosError `rollup/leaves`, `bytes/non-canonical` */
export function commitment(
  instance: TallyInstance,
  params: TallyParams,
  leaves: readonly bigint[],
  hash: Poseidon = poseidon,
): bigint {
  ensure(
    leaves.length === instance.slots,
    "rollup/leaves",
    `a batch of ${instance.name} has ${instance.slots} leaves`,
  );
  return hash([leavesRoot(leaves, hash), chain(paramsVector(params), hash)]);
}
