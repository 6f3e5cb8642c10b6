import assert from "node:assert/strict";
import { poseidon4 } from "poseidon-lite";
import { keccak256 } from "viem";
import {
  type AcceptedVote,
  acceptedVote,
  decodeVoteLine,
  encodeVoteLine,
  envelopeHash,
  packageOf,
} from "../../src/ballot/index.js";
import { kernelPoseidon } from "../../src/engine/index.js";
import { voteLeaf } from "../../src/rollup/index.js";
import { throwsCode } from "../support/errors.js";
import { randomVotes, seeded } from "../support/rollup/votes.js";

describe("accepted votes as JSON lines", () => {
  const votes = randomVotes(seeded(3), 12, { maxCount: 2, maxValue: 3 });

  const open = votes.find(({ ballot }) => ballot)!;

  it("come back as they were, opened once, by either hash", async () => {
    const hash = await kernelPoseidon();
    for (const vote of votes)
      for (const one of [undefined, hash]) assert.deepEqual(decodeVoteLine(encodeVoteLine(vote), one), vote);
    assert.ok(votes.some(({ ballot }) => !ballot));
  });

  it("are taken from envelopes", () => {
    const { nullifier, weight, voteHash, ballot } = open;
    const processId = `0x${"11".repeat(32)}` as const;
    const proof = new Uint8Array(256).fill(0x22);
    const content = { nonce: 3, encryptionKeyIndexes: [], votePackage: packageOf(ballot!) };
    const envelope = { processId, proof, nullifier, weight, voteHash, ...content };
    const vote = acceptedVote(envelope);
    const expected: AcceptedVote = {
      nullifier,
      weight,
      voteHash,
      ballot,
      proof,
      nonce: 3,
      keysDigest: keccak256("0x", "bytes"),
      packageDigest: keccak256(content.votePackage, "bytes"),
      envelopeHash: envelopeHash(content),
    };
    assert.deepEqual(vote, expected);
    assert.equal(voteLeaf(vote), poseidon4([nullifier, weight, voteHash, envelopeHash(content)]));
    for (const closed of [
      { ...envelope, encryptionKeyIndexes: [0] },
      { ...envelope, nullifier: nullifier + 1n },
      { ...envelope, votePackage: Uint8Array.of(1) },
    ])
      assert.equal(acceptedVote(closed).ballot, null);
  });

  it("are refused in any other form, with the line and without the value", () => {
    const line = JSON.parse(encodeVoteLine(open));
    const R = "0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001";
    for (const change of [
      { nullifier: R },
      { nullifier: `0x${"00".repeat(32)}` },
      { nullifier: 5 },
      { voteHash: R },
      { voteHash: line.voteHash.slice(2) },
      { nullifier: `0x${"01".padStart(64, "0")}` },
      { weight: "0" },
      { weight: "01" },
      { weight: "-1" },
      { weight: 1 },
      { weight: (2n ** 128n).toString() },
      { proof: line.proof.slice(0, -2) },
      { proof: line.proof.toUpperCase() },
      { votePackage: "?" },
      { votePackage: 1 },
      { votePackage: btoa("{}") },
      { votePackage: btoa(`${atob(line.votePackage)} `) },
      { voteHash: `0x${"01".padStart(64, "0")}` },
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
      const { message } = throwsCode("ballot/vote-line", () =>
        decodeVoteLine(JSON.stringify({ ...line, ...change })),
      );
      assert.match(message, /^it is not an accepted vote/);
      assert.ok(!message.includes(line.nullifier));
    }
    const text = encodeVoteLine(open);
    for (const other of [
      ` ${text}`,
      text.replace('"nonce":0', '"nonce":0.0'),
      text.replace('"nonce":0', '"nonce":1,"nonce":0'),
      text.replace("nonce", "\\u006eonce"),
      JSON.stringify(Object.fromEntries(Object.entries(line).reverse())),
    ]) {
      assert.notEqual(other, text);
      throwsCode("ballot/vote-line", () => decodeVoteLine(other));
    }
    for (const text of ["", "null", "[]", "{", '"x"', JSON.stringify({ ...line, weight: undefined })]) {
      throwsCode("ballot/vote-line", () => decodeVoteLine(text));
    }
  });
});
