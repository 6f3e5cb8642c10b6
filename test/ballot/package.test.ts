import assert from "node:assert/strict";
import fc from "fast-check";
import {
  createVotePackage,
  decodeVotePackage,
  encodeVotePackage,
  openBallot,
  voteHash,
} from "../../src/ballot/index.js";
import { PsephosError } from "../../src/errors/index.js";
import { throwsCode } from "../support/errors.js";

const bytes = (value: unknown) =>
  new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));
const NONCE = "0f".repeat(31);

describe("ballot: vote packages (PROTOCOL 4)", () => {
  it("reads back what it writes, with a fresh nonce each time", () => {
    const made = createVotePackage([1, 0, 3]);
    assert.deepEqual(decodeVotePackage(encodeVotePackage(made)), made);
    assert.match(made.nonce, /^[0-9a-f]{62}$/);
    assert.notEqual(createVotePackage([1]).nonce, createVotePackage([1]).nonce);
    assert.equal(
      new TextDecoder().decode(encodeVotePackage({ type: "poll-vote", votes: [2] })),
      '{"type":"poll-vote","votes":[2]}',
    );
  });

  it("opens only against the hash that was proved", () => {
    const made = createVotePackage([2]);
    const nullifier = 7n;
    const proven = { voteHash: voteHash(made.votes, made.nonce, nullifier), nullifier };
    assert.deepEqual(openBallot(encodeVotePackage(made), proven), {
      votes: [2],
      nonce: BigInt(`0x${made.nonce}`),
    });
    assert.equal(openBallot(encodeVotePackage(made), { ...proven, nullifier: 8n }), null, "another voter's");
    assert.equal(openBallot(encodeVotePackage({ ...made, votes: [2, 0] }), proven), null, "a longer one");
    assert.equal(openBallot(encodeVotePackage({ ...made, votes: [1] }), proven), null);
    assert.equal(openBallot(encodeVotePackage({ ...made, type: "poll-vote" }), proven), null);
    assert.equal(openBallot(bytes("rubbish"), proven), null);
  });

  it("refuses malformed packages by the rule they break", () => {
    const good = { type: "snark-vote", nonce: NONCE, votes: [1] };
    decodeVotePackage(bytes(good));
    for (const bad of [
      "",
      "{",
      "null",
      "[]",
      '"x"',
      { ...good, type: "x" },
      { ...good, extra: 1 },
      { ...good, votes: [1], type: undefined },
    ]) {
      throwsCode("ballot/package", () => decodeVotePackage(bytes(bad)));
    }
    throwsCode("ballot/package", () => decodeVotePackage(Uint8Array.of(0xff, 0xfe)));
    throwsCode("ballot/package", () => decodeVotePackage(bytes({ ...good, votes: Array(1500).fill(1) })));
    throwsCode("ballot/votes", () => decodeVotePackage(bytes({ ...good, votes: [300] })));
    throwsCode("ballot/nonce", () => decodeVotePackage(bytes({ type: "snark-vote", votes: [1] })));
    throwsCode("ballot/nonce", () => decodeVotePackage(bytes({ ...good, nonce: NONCE.toUpperCase() })));
    decodeVotePackage(bytes({ type: "poll-vote", votes: [1] }));
  });

  it("refuses every other spelling of a package, which could mark a ballot", () => {
    const text = `{"type":"snark-vote","nonce":"${NONCE}","votes":[1,0]}`;
    decodeVotePackage(bytes(text));
    for (const other of [
      ` ${text}`,
      `${text}\n`,
      text.replace("[1,0]", "[1, 0]"),
      text.replace("[1,0]", "[1.0,0]"),
      text.replace("[1,0]", "[1e0,0]"),
      text.replace("[1,0]", "[1,-0]"),
      text.replace("snark", "\\u0073nark"),
      text.replace('"votes"', '"vote\\u0073"'),
      text.replace('"type":"snark-vote",', '"type":"poll-vote","type":"snark-vote",'),
      text.replace('"votes":[1,0]', '"votes":[2,2],"votes":[1,0]'),
      `{"nonce":"${NONCE}","type":"snark-vote","votes":[1,0]}`,
    ]) {
      assert.notEqual(other, text);
      throwsCode("ballot/not-canonical", () => decodeVotePackage(bytes(other)));
    }
    throwsCode("ballot/package", () => decodeVotePackage(bytes(`\ufeff${text}`)));
  });

  it("answers any bytes with a package or a typed error", () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 80 }), fc.json().map(bytes)), (input) => {
        try {
          decodeVotePackage(input);
        } catch (error) {
          assert.ok(error instanceof PsephosError);
        }
        assert.equal(openBallot(input, { voteHash: 1n, nullifier: 1n }), null);
      }),
    );
  });
});
