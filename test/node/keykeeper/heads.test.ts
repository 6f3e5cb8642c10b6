// Whose signatures a keykeeper believes when the validators have changed since the genesis document.
import assert from "node:assert/strict";
import { Heads } from "../../../packages/node/src/keykeeper/heads.js";
import { consensusChainId, signHead, validatorKey, validatorsAnswer } from "../../../src/api/index.js";
import type { Hex } from "../../../src/bytes/index.js";
import { throwsCode } from "../../support/errors.js";
import { ORACLES, testGenesis } from "../../support/ledger/world.js";
import { blockOf, type Made, seedOf, setOf } from "../../support/light/blocks.js";

const FIRST = ["a", "b", "c", "d"];
/** Three of the first have left. */
const LATER = ["a", "e", "f", "g"];
const genesis = testGenesis({
  lists: {
    ...{ oracles: ORACLES.map(({ address }) => address), quorum: 2, keykeepers: null },
    validators: FIRST.map((name) => validatorKey(seedOf(name))),
  },
});
const root = (of: string): Hex => `0x${of.repeat(32)}`;
const block = (made: Partial<Made>) =>
  blockOf(consensusChainId(genesis), {
    ...{ height: 20, signers: LATER.slice(0, 3), validators: setOf(...LATER), appHash: root("11") },
    ...{ time: new Date(Date.now()).toISOString().replace(/\.?0*Z$/, "Z"), ...made },
  });
/** The last block of the first validators, which names the next ones. */
const change = block({
  height: 10,
  signers: FIRST.slice(0, 3),
  validators: setOf(...FIRST),
  next: setOf(...LATER),
});
const next = block({ height: 11 });
const proof = (made: Partial<Made> = {}) => validatorsAnswer(genesis, block(made), [change, next]);
const head = (name: string, height: number, stateRoot: Hex) =>
  signHead(genesis.hash, { height, time: 0, stateRoot }, seedOf(name));

describe("keykeeper: validators that have changed", () => {
  it("vouch for a state by their proof, and for later ones by their heads; those that left no more", () => {
    const heads = new Heads(genesis);
    throwsCode("api/head", () => heads.take(head("e", 19, root("11"))));
    heads.prove(proof());
    assert.deepEqual(heads.vouched, { height: 19, stateRoot: root("11") });
    throwsCode("api/head", () => heads.take(head("b", 25, root("22"))));
    for (const name of ["a", "e"]) heads.take(head(name, 25, root("22")));
    assert.equal(heads.vouched?.height, 19, "two of four are not enough");
    heads.take(head("g", 25, root("22")));
    assert.deepEqual(heads.vouched, { height: 25, stateRoot: root("22") });
  });

  it("are not those of an earlier proof, of another day, or of too few signatures", () => {
    const heads = new Heads(genesis);
    heads.prove(proof());
    heads.prove(validatorsAnswer(genesis, change, []));
    assert.equal(heads.vouched?.height, 19);
    throwsCode("api/head", () => heads.take(head("b", 25, root("22"))));
    throwsCode("api/old-block", () => heads.prove(proof({ height: 30, time: "2026-01-01T00:00:00Z" })));
    throwsCode("api/commit", () => heads.prove(proof({ height: 30, signers: ["a", "e"] })));
    throwsCode("api/trust", () => heads.prove(validatorsAnswer(genesis, block({ height: 30 }), [])));
    assert.equal(heads.vouched?.height, 19);
  });

  it("stop the keykeeper if they signed another state than the one that it replayed", () => {
    const heads = new Heads(genesis);
    heads.replayed({ height: 19, stateRoot: root("33") });
    throwsCode("keykeeper/two-roots", () => heads.prove(proof()));
    assert.equal(heads.vouched, undefined);
  });
});
