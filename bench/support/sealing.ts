/**
 * Sealing and opening one ballot, and the same bytes in a sealed box made with tweetnacl. One layer of ours is such a box; a ballot for a threshold
 * of keykeepers has ristretto255 in place of X25519.
 */
import { createRequire } from "node:module";
import { blake2b } from "@noble/hashes/blake2.js";
import { concatBytes } from "@noble/hashes/utils.js";
import { createVotePackage, encodeVotePackage } from "../../src/ballot/index.js";
import {
  ballotOpener,
  createBoxKeys,
  createKeykeeperKeys,
  layeredOpener,
  plaintextBytes,
  type SealedElection,
  sealBallot,
  sealLayered,
  writePlaintext,
} from "../../src/seal/index.js";
import { cpuTime, ratio, takeTurns } from "./measure.js";
import type { BenchResult } from "./result.js";

const ROUNDS = 15;
/** Ballots in a turn. */
const BALLOTS = 10;
const LAYERS = 3;
const RULES = { maxCount: 1, maxValue: 3 };

interface BoxKeys {
  readonly publicKey: Uint8Array;
  readonly secretKey: Uint8Array;
}
/** As much of tweetnacl 1.0.3 as is used here; it lives in bench/node_modules. */
interface Nacl {
  readonly box: {
    (message: Uint8Array, nonce: Uint8Array, theirs: Uint8Array, own: Uint8Array): Uint8Array;
    open(box: Uint8Array, nonce: Uint8Array, theirs: Uint8Array, own: Uint8Array): Uint8Array | null;
    keyPair(): BoxKeys;
  };
}

/** libsodium's sealed box with tweetnacl's box: it has none of its own. */
function naclSealedBox({ box }: Nacl) {
  const nonce = (ephemeral: Uint8Array, recipient: Uint8Array) =>
    blake2b(concatBytes(ephemeral, recipient), { dkLen: 24 });
  return {
    seal(message: Uint8Array, recipient: Uint8Array): Uint8Array {
      const { publicKey, secretKey } = box.keyPair();
      return concatBytes(publicKey, box(message, nonce(publicKey, recipient), recipient, secretKey));
    },
    open(sealed: Uint8Array, { publicKey, secretKey }: BoxKeys): Uint8Array | null {
      const ephemeral = sealed.slice(0, 32);
      return box.open(sealed.slice(32), nonce(ephemeral, publicKey), ephemeral, secretKey);
    },
  };
}

/** An election whose ballots are sealed for a threshold of keykeepers: to whoever seals or opens, their key is one key. */
function thresholdElection(): { readonly election: SealedElection; readonly secret: bigint } {
  const { publicKey, secretKey } = createKeykeeperKeys();
  const context = { genesisHash: new Uint8Array(32), processId: new Uint8Array(32), round: 0 };
  return { election: { context, scope: 5n, publicKey, rules: RULES }, secret: secretKey };
}

export async function sealing(): Promise<Omit<BenchResult, "name">> {
  const { seal, open } = naclSealedBox(createRequire(import.meta.url)("tweetnacl") as Nacl);
  const voter = new Uint8Array(32).fill(7);
  const votePackage = encodeVotePackage(createVotePackage([1]));
  const plaintext = writePlaintext(voter, votePackage, plaintextBytes(RULES));
  const keys = Array.from({ length: LAYERS }, () => createBoxKeys());
  const publicKeys = keys.map(({ publicKey }) => publicKey);
  const { election, secret } = thresholdElection();
  const one = layeredOpener(keys.slice(0, 1), RULES);
  const all = layeredOpener(keys, RULES);
  const threshold = ballotOpener(election, secret);
  const sealed = {
    nacl: seal(plaintext, publicKeys[0]!),
    one: sealLayered(voter, votePackage, publicKeys.slice(0, 1), RULES),
    all: sealLayered(voter, votePackage, publicKeys, RULES),
    threshold: sealBallot(election, voter, votePackage),
  };
  const check = (opened: Uint8Array | null) => {
    if (opened === null) throw new Error("a ballot did not open");
  };
  check(one(voter, sealed.nacl)); // the two make the same boxes
  check(open(sealed.one, keys[0]!));
  const many = (run: () => unknown) => () => {
    for (let i = 0; i < BALLOTS; i++) run();
  };
  const times = await takeTurns(
    {
      naclSeal: many(() => seal(plaintext, publicKeys[0]!)),
      oneSeal: many(() => sealLayered(voter, votePackage, publicKeys.slice(0, 1), RULES)),
      allSeal: many(() => sealLayered(voter, votePackage, publicKeys, RULES)),
      thresholdSeal: many(() => sealBallot(election, voter, votePackage)),
      naclOpen: many(() => check(open(sealed.nacl, keys[0]!))),
      oneOpen: many(() => check(one(voter, sealed.one))),
      allOpen: many(() => check(all(voter, sealed.all))),
      thresholdOpen: many(() => check(threshold(voter, sealed.threshold))),
    },
    { rounds: ROUNDS, warmup: 5, clock: cpuTime },
  );
  const each = (name: keyof typeof times) => times[name].ms / BALLOTS;
  return {
    ratios: {
      "sealing one layer, beside tweetnacl": ratio(times.naclSeal, times.oneSeal),
      "opening one layer, beside tweetnacl": ratio(times.naclOpen, times.oneOpen),
      "sealing for a threshold, beside a box of tweetnacl": ratio(times.naclSeal, times.thresholdSeal),
      "opening with a threshold's key, beside a box of tweetnacl": ratio(times.naclOpen, times.thresholdOpen),
    },
    figures: {
      "sealing a ballot: one layer, CPU ms": each("oneSeal"),
      [`sealing a ballot: ${LAYERS} layers, CPU ms`]: each("allSeal"),
      "sealing a ballot: threshold, CPU ms": each("thresholdSeal"),
      "sealing a ballot: a box of tweetnacl, CPU ms": each("naclSeal"),
      "opening a ballot: one layer, CPU ms": each("oneOpen"),
      [`opening a ballot: ${LAYERS} layers, CPU ms`]: each("allOpen"),
      "opening a ballot: threshold, CPU ms": each("thresholdOpen"),
      "opening a ballot: a box of tweetnacl, CPU ms": each("naclOpen"),
    },
  };
}
