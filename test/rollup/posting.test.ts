// An honest poster can do what published ballots oblige to: none that the contract takes is unopenable.

import assert from "node:assert/strict";
import fc from "fast-check";
import { acceptedVote } from "../../src/ballot/index.js";
import { poseidon } from "../../src/engine/index.js";
import { withOnChainVotes } from "../../src/rollup/index.js";

describe("a ballot published on chain", () => {
  it("is opened, whatever bytes and nonce the contract takes, and whatever package was sent", () => {
    const fields = fc.uint8Array({ minLength: 1, maxLength: 8 });
    const nonces = fc.oneof(
      fc.bigInt(0n, (1n << 248n) - 1n),
      fc.constantFrom(0n, 1n, (1n << 248n) - 1n, 1n << 240n),
    );
    const packages = fc.uint8Array({ maxLength: 80 });
    const property = fc.property(fields, nonces, packages, (bytes, nonce, votePackage) => {
      const packed = bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
      const voteHash = poseidon([packed + (BigInt(bytes.length) << 200n), nonce, 1n]);
      const vote = acceptedVote({
        processId: `0x${"5e".repeat(32)}`,
        nullifier: 1n,
        weight: 1n,
        voteHash,
        proof: new Uint8Array(256),
        nonce: 0,
        encryptionKeyIndexes: [],
        votePackage,
      });
      assert.equal(vote.ballot, null);
      const [obliged] = withOnChainVotes(
        [vote],
        [],
        [{ nullifier: vote.nullifier, voteHash, packed, nonce }],
        bytes.length,
      );
      assert.deepEqual(obliged!.ballot, { votes: [...bytes], nonce });
    });
    fc.assert(property, { numRuns: 300 });
  });
});
