import assert from "node:assert/strict";
import { createIdentity, identityToJson } from "../../src/census/index.js";
import { type Kept, readKept } from "../../web/vote/kept.js";

const vote = { votes: [1, 0], weight: "3", overwrite: 0 };
const kept: Kept = {
  identity: identityToJson(createIdentity()),
  registered: false,
  recorded: [{ ...vote, receipt: "{}", at: 1_800_000_000_000 }],
  pending: { ...vote, envelope: "{}" },
  waiting: { ...vote, envelope: "{}", at: 1_800_000_000_000, until: 1_800_000_360_000, basis: "0/0" },
};
const read = (change: object) => readKept(JSON.stringify({ version: 1, ...kept, ...change }));

describe("pages: what a browser keeps", () => {
  it("is read as it was written", () => {
    assert.deepEqual(read({}), kept);
    for (const none of [{ pending: undefined }, { waiting: undefined }])
      assert.deepEqual(read(none), { ...kept, ...none });
  });

  it("is not read if any part has another form", () => {
    const [recorded] = kept.recorded;
    const broken: object[] = [
      { version: 2 },
      { identity: 1 },
      { registered: "no" },
      { recorded: {} },
      ...[
        { votes: [256] },
        { votes: [-1] },
        { votes: ["1"] },
        { weight: 3 },
        { weight: "0" },
        { weight: "03" },
      ].map((part) => ({ recorded: [{ ...recorded, ...part }] })),
      { recorded: [{ ...recorded, receipt: undefined }] },
      { recorded: [{ ...recorded, at: "now" }] },
      { pending: vote },
      { pending: null },
      { waiting: null },
      { waiting: { ...kept.waiting, votes: "1" } },
      { waiting: { ...kept.waiting, at: "now" } },
      { waiting: { ...kept.waiting, until: undefined } },
      { waiting: { ...kept.waiting, basis: 1 } },
      { waiting: { ...kept.waiting, envelope: 1 } },
    ];
    for (const change of broken) assert.equal(read(change), undefined, JSON.stringify(change));
    for (const text of ["", "null", "[]", "1", "{"]) assert.equal(readKept(text), undefined, text);
  });
});
