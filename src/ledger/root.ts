/** The state root. It covers everything that decides later behaviour, directly or through the logs. */
import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes } from "@noble/hashes/utils.js";
import { uintBytes } from "../bytes/index.js";
import { readChain } from "./chain-record.js";
import type { CheckedGenesis } from "./genesis.js";
import { listsBytes } from "./lists.js";
import { type MerkleTree, merkleRoot } from "./merkle.js";
import type { Reader } from "./store.js";

/** The tree of all processes' records, in the order of their creation. */
export const processesTree = (reader: Reader, size = readChain(reader).processes): MerkleTree => ({
  prefix: "processes",
  size,
});

/** The parts of a state root. */
export interface RootParts {
  /** SHA-256 of the genesis document. */
  readonly genesisHash: Uint8Array;
  readonly height: number;
  readonly processesRoot: Uint8Array;
  /** SHA-256 of the lists and the attestations about them. */
  readonly listsHash: Uint8Array;
}

/** `SHA-256(genesis hash ‖ uint64 height ‖ processes' root ‖ hash of the lists)`. */
export const rootOfParts = ({ genesisHash, height, processesRoot, listsHash }: RootParts): Uint8Array =>
  sha256(concatBytes(genesisHash, uintBytes(height, 8, "a height"), processesRoot, listsHash));

export const rootParts = (reader: Reader, genesis: CheckedGenesis): RootParts => ({
  genesisHash: genesis.hash,
  height: readChain(reader).height,
  processesRoot: merkleRoot(reader, processesTree(reader)),
  listsHash: sha256(listsBytes(reader)),
});

export const stateRoot = (reader: Reader, genesis: CheckedGenesis): Uint8Array =>
  rootOfParts(rootParts(reader, genesis));
