/** Identifiers derived by hashing: processId and scope. */
import { keccak_256 } from "@noble/hashes/sha3.js";
import { concatBytes } from "@noble/hashes/utils.js";
import { addressBytes, fixedHex, type Hex, hashToField, toHex, uintBytes } from "../bytes/index.js";
import { ensure } from "../errors/index.js";

/** What a scope names: which deployment, which process, which question. */
export interface ScopeParts {
  /**
   * The process contract instance that created the process (`getCreationInstance`), 20 bytes. For a process that is not on an
   * EVM, the first 20 bytes of the voting chain's genesis hash.
   */
  readonly contract: Hex;
  /** 32 bytes as lower-case hex. */
  readonly processId: Hex;
  /** 0 to 255; 0, also if left out, unless the process is SERIAL. */
  readonly questionIndex?: number;
}

/**
 * The external nullifier of a vote: `hashToField(contract ‖ processId ‖ uint8(questionIndex))`. The contract's address is part of it
 * because two deployments on one chain give the same process ids: without it, the votes of a rehearsal could be
 * cast again in the election.
 * @throws PsephosError `process/question-index`, `bytes/address`, `bytes/hex`
 */
export function scope({ contract, processId, questionIndex = 0 }: ScopeParts): bigint {
  ensure(
    Number.isInteger(questionIndex) && questionIndex >= 0 && questionIndex <= 255,
    "process/question-index",
    "the question index is an integer from 0 to 255",
  );
  return hashToField(
    concatBytes(
      addressBytes(contract, "the process contract"),
      fixedHex(processId, 32, "processId"),
      Uint8Array.of(questionIndex),
    ),
  );
}

/** What a processId is made of. */
export interface ProcessIdParts {
  /** Who creates the process, or the token whose holders vote (20 bytes). */
  entity: Hex;
  /** How many processes the entity had before this one (uint256). */
  index: number | bigint;
  /** The namespace of the process contract (uint32). */
  namespace: number;
  /** The Ethereum chain id of the process contract (uint32). */
  chainId: number;
}

/**
 * `keccak256(abi.encodePacked(entity, uint256 index, uint32 namespace, uint32 chainId))`.
 * @returns 32 bytes as lower-case hex
 * @throws PsephosError `bytes/address`, `bytes/uint`
 */
export function processId({ entity, index, namespace, chainId }: ProcessIdParts): Hex {
  return toHex(
    keccak_256(
      concatBytes(
        addressBytes(entity, "the entity"),
        uintBytes(index, 32, "the process index"),
        uintBytes(namespace, 4, "the namespace"),
        uintBytes(chainId, 4, "the chain id"),
      ),
    ),
  );
}
