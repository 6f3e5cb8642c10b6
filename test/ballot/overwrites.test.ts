import assert from "node:assert/strict";
import fc from "fast-check";
import { countedVotes, overwriteFault, standingOf } from "../../src/ballot/index.js";

describe("ballot: which of a voter's votes counts (PROTOCOL 6)", () => {
  const vote = (voter: number, nonce: number, mark = "") => ({ nullifier: BigInt(voter), nonce, mark });

  it("is the one with the highest nonce, wherever it stands", () => {
    assert.deepEqual(countedVotes([vote(1, 0), vote(1, 2), vote(1, 1)]), [vote(1, 2)]);
    assert.deepEqual(countedVotes([vote(1, 2), vote(2, 0), vote(1, 0)]), [vote(1, 2), vote(2, 0)]);
    assert.deepEqual(countedVotes([]), []);
  });

  it("is of equal nonces the first in order", () => {
    assert.deepEqual(countedVotes([vote(1, 1, "a"), vote(1, 1, "b"), vote(1, 0)]), [vote(1, 1, "a")]);
  });

  it("is the same whatever is sent again afterwards", () => {
    const votes = fc.array(fc.tuple(fc.nat(3), fc.nat(3)).map(([voter, nonce]) => vote(voter, nonce)));
    fc.assert(
      fc.property(votes, fc.nat(), (list, from) => {
        const replayed = [...list, ...list.slice(from % (list.length + 1)), ...list];
        assert.deepEqual(countedVotes(replayed), countedVotes(list));
      }),
    );
  });

  it("is told vote by vote as it is of a list", () => {
    // The envelope's hash is made of the nonce, so two statements with one hash have one nonce.
    const drawn = fc.tuple(fc.nat(2), fc.nat(2), fc.nat(1)).map(([nonce, hash, weight]) => ({
      ...{ nullifier: 1n, nonce, weight: BigInt(weight) },
      ...{ voteHash: BigInt(hash), envelopeHash: BigInt(10 * nonce + hash) },
    }));
    fc.assert(
      fc.property(fc.array(drawn, { minLength: 1 }), ([first, ...rest]) => {
        let counting = first!;
        for (const vote of rest) if (standingOf(vote, counting) === "replaces") counting = vote;
        assert.deepEqual(countedVotes([first!, ...rest]), [counting]);
      }),
    );
  });

  it("is not asked of a statement that counts already, whatever its proof", () => {
    const counts = { nonce: 1, weight: 2n, voteHash: 3n, envelopeHash: 4n };
    assert.equal(standingOf({ ...counts }, counts), "same");
    assert.equal(standingOf({ ...counts, nonce: 2, envelopeHash: 5n }, counts), "replaces");
    for (const change of [
      { weight: 3n },
      { voteHash: 4n },
      { envelopeHash: 5n },
      { nonce: 0, envelopeHash: 5n },
    ])
      assert.equal(standingOf({ ...counts, ...change }, counts), "superseded");
  });

  it("has a number that the process allows", () => {
    assert.equal(overwriteFault({ nonce: 2 }, 2), undefined);
    assert.equal(
      overwriteFault({ nonce: 3 }, 2),
      "this vote is overwrite 3, but the process allows at most 2",
    );
    assert.equal(overwriteFault({ nonce: 1 }, 0), "this vote is an overwrite, but the process allows none");
  });
});
