import assert from "node:assert/strict";
import { createIdentity, identityToJson } from "../../src/census/index.js";
import { type Kept, readKept } from "../../web/vote/kept.js";

const vote = { votes: [1, 0], weight: "3", overwrite: 0 };
const kept: Kept = {
  identity: identityToJson(createIdentity()),
  registered: false,
  recorded: [{ ...vote, receipt: "{}", at: 1_800_000_000_000 }],
  pending: { ...vote, envelope: "{}" },
};
const read = (change: object) => readKept(JSON.stringify({ version: 1, ...kept, ...change }));

describe("pages: what a browser keeps", () => {
  it("is read as it was written", () => {
    assert.deepEqual(read({}), kept);
    assert.deepEqual(read({ pending: undefined }), { ...kept, pending: undefined });
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
    ];
    for (const change of broken) assert.equal(read(change), undefined, JSON.stringify(change));
    for (const text of ["", "null", "[]", "1", "{"]) assert.equal(readKept(text), undefined, text);
  });
});
