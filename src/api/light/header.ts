/** The hashes of the engine's headers and validator sets (CometBFT v0.38, spec/core/data_structures.md). */
import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, hexToBytes } from "@noble/hashes/utils.js";
import { type Hex, toHex } from "../../bytes/index.js";
import { ensure } from "../../errors/index.js";
import { merkleRootOf } from "../../ledger/index.js";
import type { BlockHeader, Validator } from "./forms.js";
import { bytesField, integerField, messageField, textField } from "./proto.js";

export const bytesOf = (hex: string): Uint8Array => hexToBytes(hex.slice(2));

/** A time of the engine as a message, with all its nanoseconds. @throws PsephosError `api/commit`: there is no such day or hour */
export function timestamp(time: string): Uint8Array {
  const [, date, fraction = ""] = /^([^.]*?)(?:\.(\d+))?Z$/.exec(time) ?? [];
  const milliseconds = Date.parse(`${date}Z`);
  // A 30 February would be the 1 March: two texts with one signature.
  ensure(
    !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString().slice(0, 19) === date,
    "api/commit",
    "a time of a block is none",
  );
  const seconds = BigInt(milliseconds) / 1000n;
  return concatBytes(integerField(1, seconds), integerField(2, Number(fraction.padEnd(9, "0"))));
}

/** A block's id as a message; the canonical one, which is signed, has the same fields. */
export const blockId = ({ hash, parts }: BlockHeader["lastBlock"]): Uint8Array =>
  concatBytes(
    bytesField(1, bytesOf(hash)),
    messageField(2, concatBytes(integerField(1, parts.total), bytesField(2, bytesOf(parts.hash)))),
  );

/** The hash of a header, which the validators sign: a Merkle tree over its fields. */
export function headerHash(header: BlockHeader): Hex {
  const wrapped = (hex: string) => bytesField(1, bytesOf(hex));
  return toHex(
    merkleRootOf([
      concatBytes(integerField(1, header.version.block), integerField(2, header.version.app)),
      textField(1, header.chainId),
      integerField(1, header.height),
      timestamp(header.time),
      blockId(header.lastBlock),
      wrapped(header.lastCommitHash),
      wrapped(header.dataHash),
      wrapped(header.validatorsHash),
      wrapped(header.nextValidatorsHash),
      wrapped(header.consensusHash),
      wrapped(header.appHash),
      wrapped(header.lastResultsHash),
      wrapped(header.evidenceHash),
      wrapped(header.proposer),
    ]),
  );
}

/** A validator's address: the first 20 bytes of its key's SHA-256. */
export const validatorAddress = (key: Hex): Hex => toHex(sha256(bytesOf(key)).subarray(0, 20));

/** Validators in the engine's order: the most votes first, then by address. */
export const inOrder = (validators: readonly Validator[]): Validator[] =>
  validators
    .map((one) => ({ one, address: validatorAddress(one.key) }))
    .sort((a, b) => b.one.power - a.one.power || (a.address < b.address ? -1 : 1))
    .map(({ one }) => one);

/** The hash of a set of validators. @param validators in the engine's order */
export const validatorsHash = (validators: readonly Validator[]): Hex =>
  toHex(
    merkleRootOf(
      validators.map(({ key, power }) =>
        concatBytes(messageField(1, bytesField(1, bytesOf(key))), integerField(2, power)),
      ),
    ),
  );
