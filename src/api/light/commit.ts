/** Whether the validators of a block agreed on it: more than two thirds of their votes, each an Ed25519 signature over the block's id. */
import { ed25519 } from "@noble/curves-2/ed25519.js";
import { concatBytes } from "@noble/hashes/utils.js";
import type { Hex } from "../../bytes/index.js";
import { ensure } from "../../errors/index.js";
import type { Commit, LightBlock, Validator } from "./forms.js";
import { blockId, bytesOf, headerHash, timestamp, validatorAddress, validatorsHash } from "./header.js";
import { delimited, fixedField, integerField, messageField, textField } from "./proto.js";

const PRECOMMIT = 2;
const ABSENT = 1;
const FOR_BLOCK = 2;

type Signature = Commit["signatures"][number];

/** Whether a validator voted for the block. */
export const isForBlock = ({ vote }: Signature): boolean => vote === FOR_BLOCK;

/** What a validator signs: its vote in its one form. A vote that it saw no block names none. */
export const signedBytes = (chainId: string, commit: Commit, { vote, time }: Signature): Uint8Array =>
  delimited(
    concatBytes(
      integerField(1, PRECOMMIT),
      fixedField(2, commit.height),
      fixedField(3, commit.round),
      vote === FOR_BLOCK ? messageField(4, blockId(commit.block)) : new Uint8Array(),
      messageField(5, timestamp(time)),
      textField(6, chainId),
    ),
  );

export const totalPower = (validators: readonly Validator[]): number =>
  validators.reduce((sum, { power }) => sum + power, 0);

const NO_TIME = "0001-01-01T00:00:00Z";
const isEmpty = ({ signature, time, validator }: Signature): boolean =>
  signature === "0x" && validator === "0x" && time === NO_TIME;

function isSigned(message: Uint8Array, { signature }: Signature, key: Hex): boolean {
  const bytes = bytesOf(signature);
  if (bytes.length !== 64) return false;
  try {
    // The engine's rules for edge cases, ZIP 215: all validators must agree on them.
    return ed25519.verify(bytes, message, bytesOf(key), { zip215: true });
  } catch {
    return false;
  }
}

/**
 * Checks that a block's own validators agreed on it. Whether they are the chain's is another question: see `checkTrust`.
 * @returns the keys of those that signed the block
 * @throws PsephosError `api/commit`
 */
export function checkCommit(chainId: string, { header, commit, validators }: LightBlock): ReadonlySet<Hex> {
  const refuse = (what: string) => `the block ${header.height} is not certified: ${what}`;
  ensure(header.chainId === chainId, "api/commit", refuse("it is of another chain"));
  ensure(
    commit.height === header.height && commit.block.hash === headerHash(header),
    "api/commit",
    refuse("the signatures are for another header"),
  );
  ensure(
    validatorsHash(validators) === header.validatorsHash,
    "api/commit",
    refuse("its validators are others than the header names"),
  );
  ensure(
    validators.length > 0 && commit.signatures.length === validators.length,
    "api/commit",
    refuse("it has not one vote for each validator"),
  );
  const signers = new Set<Hex>();
  let power = 0;
  for (const [i, vote] of commit.signatures.entries()) {
    if (vote.vote === ABSENT) {
      ensure(isEmpty(vote), "api/commit", refuse("a validator that was not heard says something"));
      continue;
    }
    const validator = validators[i]!;
    ensure(
      vote.validator === validatorAddress(validator.key),
      "api/commit",
      refuse("a vote is at another validator's place"),
    );
    ensure(
      isSigned(signedBytes(chainId, commit, vote), vote, validator.key),
      "api/commit",
      refuse("a signature is false"),
    );
    if (!isForBlock(vote)) continue;
    ensure(!signers.has(validator.key), "api/commit", refuse("a validator votes twice"));
    signers.add(validator.key);
    power += validator.power;
  }
  ensure(
    3 * power > 2 * totalPower(validators),
    "api/commit",
    refuse(`${power} of ${totalPower(validators)} votes are not more than two thirds`),
  );
  return signers;
}
