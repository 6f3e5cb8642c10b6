import assert from "node:assert/strict";
import { scalarToHex } from "../../src/bytes/index.js";
import { Census, censusOfDeclaration, writeSnapshot } from "../../src/census/index.js";
import { CensusOrigin, contentHash } from "../../src/process/index.js";
import { throwsCode } from "../support/errors.js";

const file = (...weights: bigint[]) => {
  const census = new Census(
    3,
    weights.map((weight, i) => ({ commitment: BigInt(i + 1), weight })),
  );
  const bytes = writeSnapshot(census);
  const censusUri = `https://example.org/census.psc!${contentHash(bytes)}`;
  return { bytes, censusRoot: scalarToHex(census.root), censusUri };
};
const WEIGHTED = CensusOrigin.OFF_CHAIN_TREE_WEIGHTED;
const EQUAL = CensusOrigin.OFF_CHAIN_TREE;

describe("census/declared", () => {
  const { bytes, ...declared } = file(1n, 5n);

  it("takes the file that the process names, by its root and its hash", () => {
    assert.equal(censusOfDeclaration(bytes, { ...declared, censusOrigin: WEIGHTED }).size, 2);
    censusOfDeclaration(bytes, { ...declared, censusOrigin: WEIGHTED, censusUri: "https://example.org/c" });
    const equal = file(1n, 1n, 1n);
    censusOfDeclaration(equal.bytes, { ...equal, censusOrigin: EQUAL });
  });

  it("refuses another file, another hash, weights where votes are equal, and an origin without a file", () => {
    const other = file(2n, 5n);
    const take = (change: object) => () =>
      censusOfDeclaration(bytes, { ...declared, censusOrigin: WEIGHTED, ...change });
    throwsCode("census/root", take({ censusRoot: other.censusRoot }));
    throwsCode("process/content-hash", take({ censusUri: other.censusUri }));
    throwsCode("census/weights", take({ censusOrigin: EQUAL }));
    throwsCode("census/not-a-tree", take({ censusOrigin: CensusOrigin.ERC20 }));
    throwsCode("census/not-a-tree", take({ censusOrigin: CensusOrigin.OFF_CHAIN_CA }));
  });
});
