import assert from "node:assert/strict";
import { SCALAR_FIELD_ORDER as r } from "../../src/bytes/index.js";
import {
  Census,
  censusInput,
  censusLeaf,
  censusSignals,
  createIdentity,
  verifyMembership,
  WEIGHT_LIMIT,
} from "../../src/census/index.js";
import { throwsCode } from "../support/errors.js";

const entry = (commitment: number, weight = 1) => ({
  commitment: BigInt(commitment),
  weight: BigInt(weight),
});

describe("census: voters and weights", () => {
  it("finds, re-weighs and removes voters, and nobody else's place moves", () => {
    const census = new Census(7, [entry(5), entry(6, 2)]);
    assert.equal(census.append(entry(7, 3)), 2);
    census.updateWeight(1, 9n);
    census.remove(0);
    assert.deepEqual(census.entries, [null, entry(6, 9), entry(7, 3)]);
    assert.deepEqual(
      [5n, 6n, 7n].map((commitment) => census.indexOf(commitment)),
      [-1, 1, 2],
    );
    assert.equal(census.root, new Census(7, [null, entry(6, 9), entry(7, 3)]).root);
    assert.ok(verifyMembership(census.membership(2)));
    throwsCode("census/index", () => census.membership(0));
    throwsCode("census/index", () => census.updateWeight(0, 1n));
    throwsCode("census/index", () => census.remove(3));
    assert.equal(census.append(entry(5)), 3, "a removed voter may come back, at a new place");
  });

  it("refuses a commitment that stands twice, and stays as it was", () => {
    throwsCode("census/duplicate", () => new Census(7, [entry(5), entry(5, 2)]));
    const census = new Census(7, [entry(5)]);
    const { root } = census;
    throwsCode("census/duplicate", () => census.append(entry(5, 3)));
    assert.equal(census.root, root);
    assert.equal(census.size, 1);
  });

  it("refuses weights outside [1, 2^128) and commitments outside [1, r)", () => {
    for (const weight of [0n, -1n, WEIGHT_LIMIT])
      throwsCode("census/weight", () => censusLeaf({ commitment: 5n, weight }));
    throwsCode("census/commitment", () => censusLeaf({ commitment: 0n, weight: 1n }));
    throwsCode("bytes/non-canonical", () => censusLeaf({ commitment: r, weight: 1n }));
    censusLeaf({ commitment: r - 1n, weight: WEIGHT_LIMIT - 1n });
  });

  it("states public signals in the circuit's order and refuses what is not canonical", () => {
    const statement = {
      nullifier: 1n,
      censusRoot: 2n,
      scope: 3n,
      voteHash: 4n,
      weight: 5n,
      envelopeHash: 6n,
    };
    assert.deepEqual(censusSignals(statement), [1n, 2n, 3n, 4n, 5n, 6n]);
    for (const name of ["nullifier", "censusRoot", "scope", "voteHash", "envelopeHash"] as const) {
      throwsCode("bytes/non-canonical", () => censusSignals({ ...statement, [name]: statement[name] + r }));
    }
    throwsCode("census/weight", () => censusSignals({ ...statement, weight: 0n }));
    throwsCode("census/weight", () => censusSignals({ ...statement, weight: WEIGHT_LIMIT }));
  });

  it("does not make the input of a vote above the available weight", () => {
    const identity = createIdentity();
    const census = new Census(7, [{ commitment: identity.commitment, weight: 3n }]);
    const vote = { scope: 1n, voteHash: 2n, envelopeHash: 3n };
    assert.equal(censusInput(identity, 3n, census.membership(0), { ...vote, weight: 3n }).weight, 3n);
    throwsCode("census/weight-exceeded", () =>
      censusInput(identity, 3n, census.membership(0), { ...vote, weight: 4n }),
    );
  });
});
