// Transcripts of which one word is not true.
import type { CeremonyTranscript } from "../../../src/setup/index.js";

type Mutable<T> = { -readonly [K in keyof T]: Mutable<T[K]> };
/** A transcript to change. */
export type Draft = Mutable<CeremonyTranscript>;

/** A hash of nothing that is there. */
export const OTHER = "ab".repeat(32);
/** What is changed, the id of the check that finds it, the code of what it says, and the change. */
export const TAMPERED: readonly [what: string, id: string, code: string, change: (draft: Draft) => void][] = [
  ["a source's hash", "sources", "setup/source-changed", (t) => (t.circuit.source!.files[0]!.sha256 = OTHER)],
  [
    "another main component",
    "sources",
    "setup/replay-different",
    (t) => (t.circuit.source!.main = `include "parts/square.circom"; component main = Square();`),
  ],
  [
    "a main component that does not compile",
    "sources",
    "setup/circom-failed",
    (t) => (t.circuit.source!.main = "component main = Cube();"),
  ],
  ["the circuit's hash", "sources", "setup/replay-different", (t) => (t.circuit.r1csSha256 = OTHER)],
  [
    "a witness program's hash, of those that the sources make",
    "sources",
    "setup/replay-different",
    (t) => (t.circuit.program!.wasmSha256 = OTHER),
  ],
  [
    "the straight-line witness program's hash",
    "sources",
    "setup/replay-different",
    (t) => (t.circuit.program!.pwitSha256 = OTHER),
  ],
  ["the circuit's size", "r1cs", "setup/replay-different", (t) => t.circuit.wires++],
  ["the powers' hash", "powers", "setup/replay-different", (t) => (t.powersOfTau.sha256 = OTHER)],
  [
    "powers said to be the public's",
    "powers",
    "setup/replay-different",
    (t) => (t.powersOfTau.published = { ceremony: "Hermez", power: 12, blake2b: OTHER + OTHER }),
  ],
  [
    "a contributor's hash in the powers",
    "powers",
    "setup/replay-different",
    (t) => (t.powersOfTau.contributions[1]!.hash = OTHER + OTHER),
  ],
  [
    "a contributor left out of the powers",
    "powers",
    "setup/replay-different",
    (t) => t.powersOfTau.contributions.splice(1, 1),
  ],
  [
    "a signature of another contribution",
    "powers",
    "setup/attestation-signature",
    (t) => (t.powersOfTau.contributions[0]!.signature = t.contributions[1]!.signature),
  ],
  ["the circuit hash", "key", "setup/replay-different", (t) => (t.circuit.hash = OTHER + OTHER)],
  ["the key's hash", "key", "setup/replay-different", (t) => (t.zkeySha256 = OTHER)],
  ["a contributor's name", "key", "setup/replay-different", (t) => (t.contributions[0]!.name = "Eve")],
  [
    "a contributor added",
    "key",
    "setup/replay-different",
    (t) => t.contributions.push({ ...t.contributions[0]! }),
  ],
  [
    "a beacon's iterations",
    "key",
    "setup/replay-different",
    (t) => t.contributions[2]!.beacon!.iterationsExponent++,
  ],
  ["the key's kind", "kind", "setup/replay-different", (t) => (t.keyKind = "rehearsal-INSECURE")],
  ["the verification key's hash", "vkey", "setup/replay-different", (t) => (t.verificationKeySha256 = OTHER)],
  ["the contract's hash", "contract", "setup/replay-different", (t) => (t.verifier.sourceSha256 = OTHER)],
  ["the contract's kind", "contract", "setup/replay-different", (t) => (t.verifier.batch = true)],
  ["the code's hash", "code", "setup/replay-different", (t) => (t.verifier.codeKeccak256 = OTHER)],
];
