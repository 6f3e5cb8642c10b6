import assert from "node:assert/strict";
import { poseidon4 } from "poseidon-lite";
import { keccak256 } from "viem";
import { envelopeHash } from "../../src/ballot/index.js";
import { acceptedVote, decodeVoteLine, encodeVoteLine, voteLeaf } from "../../src/rollup/index.js";
import { throwsCode } from "../support/errors.js";
import { randomVotes, seeded } from "../support/rollup/votes.js";

describe("accepted votes as JSON lines", () => {
  const votes = randomVotes(seeded(3), 12, { maxCount: 2, maxValue: 3 });

  it("come back as they were", () => {
    for (const vote of votes) {
      const read = decodeVoteLine(encodeVoteLine(vote), 1);
      assert.deepEqual(
        { ...read, proof: [...read.proof], votePackage: read.votePackage && [...read.votePackage] },
        { ...vote, proof: [...vote.proof], votePackage: vote.votePackage && [...vote.votePackage] },
      );
    }
  });

  it("are taken from envelopes", () => {
    const { nullifier, weight, voteHash, votePackage } = votes[0]!;
    const processId = `0x${"11".repeat(32)}` as const;
    const proof = `0x${"22".repeat(256)}` as const;
    const content = { nonce: 3, encryptionKeyIndexes: [], votePackage: votePackage! };
    const envelope = { processId, proof, nullifier, weight, voteHash, ...content };
    const vote = acceptedVote(envelope);
    assert.deepEqual(vote, {
      nullifier,
      weight,
      voteHash,
      votePackage,
      proof: new Uint8Array(256).fill(0x22),
      nonce: 3,
      keysDigest: keccak256("0x"),
      packageDigest: keccak256(votePackage!),
    });
    assert.equal(voteLeaf(vote), poseidon4([nullifier, weight, voteHash, envelopeHash(content)]));
    throwsCode("rollup/vote", () => acceptedVote({ ...envelope, encryptionKeyIndexes: [0] }));
    throwsCode("rollup/vote", () => acceptedVote({ ...envelope, censusRoot: 1n }));
  });

  it("are refused in any other form, with the line and without the value", () => {
    const line = JSON.parse(encodeVoteLine(votes[0]!));
    const R = "0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001";
    for (const change of [
      { nullifier: R },
      { nullifier: `0x${"00".repeat(32)}` },
      { nullifier: 5 },
      { voteHash: R },
      { voteHash: line.voteHash.slice(2) },
      { weight: "0" },
      { weight: "01" },
      { weight: "-1" },
      { weight: 1 },
      { weight: (2n ** 128n).toString() },
      { proof: line.proof.slice(0, -2) },
      { proof: line.proof.toUpperCase() },
      { votePackage: "?" },
      { votePackage: 1 },
      { nonce: "0x00" },
      { nonce: -1 },
      { nonce: 256 },
      { nonce: 0.5 },
      { keysDigest: "0x" },
      { keysDigest: line.keysDigest.toUpperCase() },
      { packageDigest: null },
      { censusRoot: R },
      { votePackage: "A".repeat(17_000) },
    ]) {
      const { message } = throwsCode("rollup/vote", () =>
        decodeVoteLine(JSON.stringify({ ...line, ...change }), 17),
      );
      assert.match(message, /^line 17 is not an accepted vote/);
      assert.ok(!message.includes(line.nullifier));
    }
    const text = encodeVoteLine(votes[0]!);
    for (const other of [
      ` ${text}`,
      text.replace('"nonce":0', '"nonce":0.0'),
      text.replace('"nonce":0', '"nonce":1,"nonce":0'),
      text.replace("nonce", "\\u006eonce"),
      JSON.stringify(Object.fromEntries(Object.entries(line).reverse())),
    ]) {
      assert.notEqual(other, text);
      throwsCode("rollup/vote", () => decodeVoteLine(other, 1));
    }
    for (const text of ["", "null", "[]", "{", '"x"', JSON.stringify({ ...line, weight: undefined })]) {
      throwsCode("rollup/vote", () => decodeVoteLine(text, 1));
    }
  });
});
