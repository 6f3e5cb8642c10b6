import assert from "node:assert/strict";
import fc from "fast-check";
import { countedVotes } from "../../src/ballot/index.js";

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
});
