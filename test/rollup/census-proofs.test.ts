// Census proofs as a rollup looks at them: what the contract takes for one that does not hold is none here.
import assert from "node:assert/strict";
import { type AcceptedVote, envelopeDigests, hashOfDigests } from "../../src/ballot/index.js";
import { BASE_FIELD_ORDER } from "../../src/bytes/index.js";
import { censusSignals } from "../../src/census/index.js";
import { createVerifier, type Verifier } from "../../src/groth16/index.js";
import { scope } from "../../src/process/index.js";
import { censusProofChecker, ensureCensusProofs } from "../../src/rollup/index.js";
import { rejectsCode } from "../support/errors.js";
import { CONTRACT, resent } from "../support/rollup/votes.js";
import { Multiplier } from "../support/synthetic-groth16.js";
import { SyntheticProver } from "../support/synthetic-verifier.js";

const process = {
  scope: scope({ contract: CONTRACT, processId: `0x${"5a".repeat(32)}` }),
  censusRoot: 7n,
};

describe("rollup: census proofs of accepted votes", () => {
  let verifier: Verifier;
  let vote: AcceptedVote;
  let words: bigint[];
  before(async () => {
    const prover = new SyntheticProver(await Multiplier.create(), 6, "census");
    verifier = await createVerifier(prover.verificationKey);
    const statement = { nullifier: 11n, voteHash: 12n, weight: 13n };
    const sent = envelopeDigests({ nonce: 1, encryptionKeyIndexes: [], votePackage: Uint8Array.of(1, 2) });
    const envelopeHash = hashOfDigests(sent);
    words = prover.prove(censusSignals({ ...statement, ...process, envelopeHash }));
    vote = { ...statement, ...sent, envelopeHash, proof: bytes(words), ballot: null };
  });
  after(() => verifier.close());

  const bytes = (list: readonly bigint[]) =>
    Uint8Array.from(Buffer.from(list.map((word) => word.toString(16).padStart(64, "0")).join(""), "hex"));

  it("hold, or do not, or are malformed, which is the same to the contract", async () => {
    const holds = censusProofChecker(process, verifier);
    assert.deepEqual([await holds(vote), await holds(vote)], [true, true]);
    const [first, second, ...rest] = words as [bigint, bigint, ...bigint[]];
    const bad: AcceptedVote[] = [
      { ...vote, weight: 14n },
      { ...vote, weight: 0n },
      { ...vote, nullifier: 12n },
      resent(vote, { nonce: 2 }),
      resent(vote, { packageDigest: new Uint8Array(32) }),
      resent(vote, { keysDigest: new Uint8Array(32) }),
      { ...vote, proof: bytes([first, BASE_FIELD_ORDER - second, ...rest]) },
      { ...vote, proof: bytes([first + BASE_FIELD_ORDER, second, ...rest]) },
      { ...vote, proof: bytes([first, second + 1n, ...rest]) },
      { ...vote, proof: bytes([0n, 0n, ...rest]) },
    ];
    for (const [i, one] of bad.entries()) assert.equal(await holds(one), false, `${i}`);
  });

  it("are refused together when one does not hold", async () => {
    await ensureCensusProofs(process, [vote, vote], verifier);
    await ensureCensusProofs(process, [], verifier);
    await rejectsCode(
      "rollup/vote-proof",
      ensureCensusProofs(process, [vote, { ...vote, weight: 14n }], verifier),
    );
    const malformed = { ...vote, proof: bytes(words.map(() => 0n)) };
    await rejectsCode("rollup/vote-proof", ensureCensusProofs(process, [malformed, vote], verifier));
  });
});
