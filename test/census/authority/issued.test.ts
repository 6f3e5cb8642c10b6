// The list of whom an authority issued a certificate.
import assert from "node:assert/strict";
import { type IssuedList, issuedFromJson, issuedToJson, withIssued } from "../../../src/census/index.js";
import { throwsCode } from "../../support/errors.js";

describe("census: the list of an authority", () => {
  const empty: IssuedList = { censusRoot: "0x02", voters: [] };
  const issued = (names: readonly string[], list = empty) =>
    names.reduce((before, voter) => withIssued(before, { voter }), list);

  it("is sorted, so that it tells nothing of who came when", () => {
    const names = ["Cleo", "anna", "Ben", "Émile", "dora"];
    const text = issuedToJson(issued(names));
    assert.equal(text, issuedToJson(issued(names.toReversed())));
    assert.deepEqual(
      issued(names).voters.map(({ voter }) => voter),
      ["anna", "Ben", "Cleo", "dora", "Émile"],
    );
    assert.deepEqual(issuedFromJson(JSON.parse(text), { censusRoot: "0x02" }), issued(names));
  });

  it("has each voter once, however the name is spelt", () => {
    const list = issued(["Émile  Zola", "0xAB"]);
    for (const name of ["émile zola", " ÉMILE ZOLA ", "E\u0301mile Zola", "Émile\u00a0Zola", "0xab", "０xab"])
      throwsCode("census/issued-twice", () => withIssued(list, { voter: name }));
    assert.equal(withIssued(list, { voter: "Emile Zola" }).voters.length, 3);
    assert.equal(list.voters.length, 2, "the list that was given is as it was");
  });

  it("has no more voters than the authority said", () => {
    const list = withIssued(withIssued(empty, { voter: "a" }, 2), { voter: "b" }, 2);
    throwsCode("census/issued-all", () => withIssued(list, { voter: "c" }, 2));
  });

  it("takes names that can be read", () => {
    for (const voter of ["", "  ", "a\u0000", "a\u200bb", "a\nb", "a".repeat(201)])
      throwsCode("census/issued-list", () => withIssued(empty, { voter }));
  });

  it("is of one authority and process, and of the form that is written", () => {
    const good = JSON.parse(issuedToJson({ ...issued(["a"]), scope: "7" })) as Record<string, unknown>;
    const of = { censusRoot: "0x02", scope: "7" };
    assert.equal(issuedFromJson(good, of).voters.length, 1);
    for (const other of [
      { censusRoot: "0x03", scope: "7" },
      { censusRoot: "0x02", scope: "8" },
      { censusRoot: "0x02" },
    ])
      throwsCode("census/issued-list", () => issuedFromJson(good, other));
    for (const change of [
      { type: "psephos-certificate" },
      { version: 2 },
      { voters: {} },
      { voters: [null] },
      { voters: [{}] },
      { voters: [{ voter: "a", weight: "0" }] },
      { voters: [{ voter: "a", weight: -1 }] },
    ])
      throwsCode("census/issued-list", () => issuedFromJson({ ...good, ...change }, of));
    for (const document of [null, 7, "x", []])
      throwsCode("census/issued-list", () => issuedFromJson(document, of));
  });
});
