/** Blocks as validators sign them, made here. */
import { ed25519 } from "@noble/curves-2/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import {
  headerHash,
  inOrder,
  type LightBlock,
  type Validator,
  validatorAddress,
  validatorKey,
  validatorsHash,
} from "../../../src/api/index.js";
import { signedBytes } from "../../../src/api/light/index.js";
import { type Hex, toHex } from "../../../src/bytes/index.js";

/** The secret key of a validator of tests. */
export const seedOf = (name: string) => sha256(utf8ToBytes(`psephos light test ${name}`));
const hashOf = (name: string): Hex => toHex(sha256(utf8ToBytes(name)));

export interface Made {
  readonly height: number;
  /** By their names, or their secret keys. */
  readonly signers: readonly (string | Uint8Array)[];
  readonly validators: readonly Validator[];
  readonly next?: readonly Validator[];
  readonly round?: number;
  readonly time?: string;
  readonly appHash?: Hex;
}

/** Validators by their names, in the engine's order, with one vote or as many as are given. */
export const setOf = (...names: readonly (string | readonly [string, number])[]): Validator[] =>
  inOrder(
    names.map((one) => {
      const [name, power] = typeof one === "string" ? [one, 1] : one;
      return { key: validatorKey(seedOf(name)), power };
    }),
  );

/** A block that these validators signed. */
export function blockOf(
  chainId: string,
  {
    height,
    signers,
    validators,
    next = validators,
    round = 0,
    time = "2026-11-30T02:11:57.602428901Z",
    appHash = hashOf("app"),
  }: Made,
): LightBlock {
  const header = {
    appHash,
    chainId,
    consensusHash: hashOf("consensus"),
    dataHash: hashOf("data"),
    evidenceHash: hashOf("evidence"),
    height,
    lastBlock: { hash: hashOf("last"), parts: { hash: hashOf("parts"), total: 1 } },
    lastCommitHash: hashOf("commit"),
    lastResultsHash: hashOf("results"),
    nextValidatorsHash: validatorsHash(next),
    proposer: validatorAddress(validators[0]!.key),
    time,
    validatorsHash: validatorsHash(validators),
    version: { app: 1, block: 11 },
  } as const;
  const block = { hash: headerHash(header), parts: { hash: hashOf("parts"), total: 1 } };
  const unsigned = { block, height, round, signatures: [] };
  const seeds = signers.map((one) => (typeof one === "string" ? seedOf(one) : one));
  const keys = new Map(seeds.map((seed) => [validatorKey(seed), seed]));
  const signatures = validators.map(({ key }) => {
    const seed = keys.get(key);
    if (!seed) return { signature: "0x", time: "0001-01-01T00:00:00Z", validator: "0x", vote: 1 } as const;
    const vote = {
      signature: "0x",
      time: "2026-11-30T02:11:58Z",
      validator: validatorAddress(key),
      vote: 2,
    } as const;
    return { ...vote, signature: toHex(ed25519.sign(signedBytes(chainId, unsigned, vote), seed)) };
  });
  return { commit: { ...unsigned, signatures }, header, validators };
}
