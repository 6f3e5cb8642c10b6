/** A setup's transcript. Hashes are lower-case hex; a missing value is null. */

import { DEVELOPMENT_KEY_KIND } from "../../groth16/index.js";
import type { DevelopmentTranscript } from "../dev/create.js";
import { REHEARSAL_KEY_KIND } from "../verification-key.js";
import { flag, hex, integer, list, nullable, oneOf, prose, record, type Shaped, text } from "./shape.js";

const sha256 = hex(64);
const blake2b = hex(128);
const counted = integer(0, 2 ** 32);
/** `circomlib/circuits/poseidon.circom`: no part of it is `..`, so it stays in the library's folder. */
const sourcePath = text(
  /^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[\w@.-]+(?:\/[\w@.-]+)*$/,
  "a path inside a library's folder",
);

/** All that decides what circom makes of a circuit. */
const source = record({
  compiler: oneOf("circom2"),
  /** The npm package's version. */
  version: text(/^\d+\.\d+\.\d+$/, "a version"),
  optimization: oneOf("--O0", "--O1", "--O2"),
  /** The main component's file, itself. */
  main: text(/^[\t\n\r\u0020-\u{10ffff}]{1,100000}$/u, "a circom source"),
  /** Every file that it includes, however deep, by its path in a library's folder. */
  files: list(record({ path: sourcePath, sha256 }), 1000),
});

/** A contribution, in the order of the chain. */
const link = record({
  name: nullable(text(/^.{0,255}$/s, "a name")),
  /** What the contributor published. */
  hash: blake2b,
  /** `source`: as `ethereum:23900000` or `drand:5600000`, where the record names it. */
  beacon: nullable(
    record({
      hash: text(/^(?:[0-9a-f]{2}){1,255}$/, "1 to 255 bytes in hex"),
      iterationsExponent: integer(10, 40),
      source: nullable(text(/^(ethereum|drand):[1-9][0-9]{0,14}$/, "ethereum:BLOCK or drand:ROUND")),
    }),
  ),
  /** The contributor's signature of its attestation (EIP-191), where there is one. */
  signature: nullable(
    record({
      address: text(/^0x[0-9a-fA-F]{40}$/, "an address"),
      signature: text(/^0x[0-9a-f]{130}$/, "65 bytes in hex"),
    }),
  ),
});
const links = list(link, 10_000);

export const ceremonyShape = record({
  format: oneOf("psephos-setup-transcript"),
  version: oneOf(1),
  keyKind: oneOf("ceremony", REHEARSAL_KEY_KIND),
  circuit: record({
    name: text(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, "a circuit's name"),
    r1csSha256: sha256,
    constraints: counted,
    wires: counted,
    publicSignals: counted,
    domainSize: counted,
    /** snarkjs's circuit hash (BLAKE2b-512). */
    hash: blake2b,
    source: nullable(source),
    /** The witness programs that the sources make: circom's, and the straight line where the circuit has one. */
    program: nullable(record({ wasmSha256: sha256, pwitSha256: nullable(sha256) })),
  }),
  powersOfTau: record({
    /** Of the file that the key was begun with. */
    sha256,
    power: integer(1, 28),
    /** Larger if the file is a part of a larger ceremony's file. */
    ceremonyPower: integer(1, 28),
    /** Set when that file is one that the public knows by its hash. */
    published: nullable(record({ ceremony: oneOf("Hermez", "PPoT"), power: integer(1, 28), blake2b })),
    contributions: links,
  }),
  contributions: links,
  /** Where, when and in which words the beacons were announced. */
  beaconAnnounced: prose(1000),
  zkeySha256: sha256,
  verificationKeySha256: sha256,
  verifier: record({
    contract: text(/^[A-Za-z][A-Za-z0-9]{0,80}$/, "a contract's name"),
    /** Whether it checks many proofs at once too. */
    batch: flag,
    sourceSha256: sha256,
    solc: text(/^\d+\.\d+\.\d+$/, "a version"),
    /** keccak-256 of the code on chain, as EXTCODEHASH returns it. */
    codeKeccak256: sha256,
  }),
});

export const developmentShape = record({
  format: oneOf("psephos-setup-transcript"),
  version: oneOf(1),
  keyKind: oneOf(DEVELOPMENT_KEY_KIND),
  warning: prose(1000),
  seed: prose(1000),
  circuit: record({
    r1csSha256: sha256,
    constraints: counted,
    wires: counted,
    publicSignals: counted,
    domainSize: counted,
    hash: blake2b,
  }),
  zkeySha256: sha256,
  verificationKeySha256: sha256,
});

export type CircuitSource = Shaped<typeof source>;
export type TranscriptLink = Shaped<typeof link>;
/** Of a key that many made. */
export type CeremonyTranscript = Shaped<typeof ceremonyShape>;
/** Of any key; `keyKind` tells which. */
export type SetupTranscript = CeremonyTranscript | DevelopmentTranscript;
