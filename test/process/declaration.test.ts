import assert from "node:assert/strict";
import {
  CensusOrigin,
  checkContentHash,
  checkDeclaration,
  checkDeclaredMetadata,
  checkNewCensus,
  contentHash,
  encodeMetadata,
  encryptMetadata,
  newMetadataKey,
  type ProcessParams,
  parseParamsFile,
} from "../../src/process/index.js";
import { example } from "./metadata-samples.js";
import { throwsCode, utf8 } from "./support.js";

const bytes = encodeMetadata(example); // two questions, of two and three choices
const at = (hash: string) => `https://example.org/metadata.json!${hash}`;
const ROOT = `0x${"11".repeat(32)}`;
const ORDER = "0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001";
const BLIND = `0x00000100${"8"}${"a".repeat(766)}1`;

const params = (change: Partial<ProcessParams> = {}): ProcessParams => ({
  ...parseParamsFile(
    utf8(
      JSON.stringify({
        mode: { autoStart: true },
        envelopeType: { anonymous: true },
        censusOrigin: "OFF_CHAIN_TREE_WEIGHTED",
        startBlock: 1,
        blockCount: 100,
        questionCount: 2,
        maxCount: 2,
        maxValue: 2,
        censusKey: `0x${"c0".repeat(32)}`,
        metadata: at(contentHash(bytes)),
        censusRoot: ROOT,
        censusUri: "https://example.org/census.psc",
      }),
    ),
  ),
  ...change,
});
const refused = (change: Partial<ProcessParams>) =>
  throwsCode(() => checkDeclaration(params(change)), "process/declaration").message;
const named = {
  envelopeType: { ...params().envelopeType, anonymous: false },
  censusKey: `0x${"0".repeat(64)}` as const,
};
const token = { ...named, token: `0x${"70".repeat(20)}` as const, evmBlockHeight: 5n, censusUri: "" };

describe("process/declaration", () => {
  it("takes parameters that go together, of every origin", () => {
    checkDeclaration(params());
    checkDeclaration(params({ censusOrigin: CensusOrigin.OFF_CHAIN_TREE }));
    for (const origin of [11, 12, 13, 14, 15] as const)
      checkDeclaration(params({ ...token, censusOrigin: origin, censusRoot: `0x${"ff".repeat(32)}` }));
    for (const censusRoot of [`0x02${"ab".repeat(32)}`, BLIND])
      checkDeclaration(
        params({ ...named, censusOrigin: CensusOrigin.OFF_CHAIN_CA, censusRoot, censusUri: "" }),
      );
  });

  it("holds them to the contract's rules first", () => {
    throwsCode(() => checkDeclaration(params({ censusUri: "" })), "process/census-uri-missing");
    throwsCode(
      () => checkDeclaration(params({ censusKey: `0x${"0".repeat(64)}` })),
      "process/census-key-missing",
    );
    throwsCode(() => checkDeclaration(params({ censusOrigin: 9 as CensusOrigin })), "process/census-origin");
  });

  it("refuses a census root of another form than its origin's", () => {
    const trees = [CensusOrigin.OFF_CHAIN_TREE, CensusOrigin.OFF_CHAIN_TREE_WEIGHTED];
    const noRoots = [
      "0x01",
      "11".repeat(32),
      `0x${"AB".repeat(32)}`,
      `0x${"0".repeat(64)}`,
      ORDER,
      `${ROOT} `,
      "12345",
      BLIND,
    ];
    for (const censusOrigin of trees)
      for (const censusRoot of noRoots)
        assert.match(refused({ censusOrigin, censusRoot }), /censusRoot is not the root of a census tree/);
    for (const censusRoot of ["0x01", `0x${"0".repeat(64)}`, `0x${"AB".repeat(32)}`, BLIND])
      assert.match(
        refused({ ...token, censusOrigin: CensusOrigin.ERC20, censusRoot }),
        /censusRoot is not the storage root of a token/,
      );
    const noKeys = [
      ROOT,
      `0x05${"ab".repeat(32)}`,
      `0x02${"AB".repeat(32)}`,
      BLIND.replace("0x00000100", "0x00000000"), // no voter
      `${BLIND.slice(0, -1)}2`, // an even modulus
      BLIND.replace("0x000001008", "0x000001007"), // 3,071 bits
      BLIND.slice(0, -2),
    ];
    for (const censusRoot of noKeys)
      assert.match(
        refused({ ...named, censusOrigin: CensusOrigin.OFF_CHAIN_CA, censusRoot }),
        /censusRoot is not an authority's key/,
      );
  });

  it("refuses URIs that nobody could fetch, and metadata without a hash", () => {
    for (const metadata of ["ipfs://metadata", "metadata.json", "http://example.org/m", at("00")])
      assert.match(refused({ metadata }), /metadata is not a content URI/);
    assert.match(refused({ metadata: "https://example.org/m" }), /metadata names no hash/);
    for (const censusUri of ["ipfs://census", "census.psc"])
      assert.match(refused({ censusUri }), /censusUri is not a content URI/);
  });

  it("refuses ballots that nobody could fill", () => {
    const envelopeType = { ...params().envelopeType, uniqueValues: true };
    checkDeclaration(params({ envelopeType, maxCount: 3, maxValue: 2 }));
    assert.match(refused({ envelopeType, maxCount: 4, maxValue: 2 }), /no ballot would be valid/);
  });

  it("tells all places at once", () => {
    const message = refused({ censusRoot: "0x1", metadata: "x", censusUri: "y" });
    for (const place of [/censusRoot is/, /metadata is/, /censusUri is/]) assert.match(message, place);
  });

  it("holds a census that replaces another to the same forms", () => {
    const census = {
      censusOrigin: CensusOrigin.OFF_CHAIN_TREE,
      censusRoot: ROOT,
      censusUri: "https://example.org/c",
    };
    checkNewCensus(census);
    for (const change of [{ censusRoot: ORDER }, { censusUri: "" }, { censusUri: "c" }])
      throwsCode(() => checkNewCensus({ ...census, ...change }), "process/declaration");
  });

  it("holds the metadata to the hash, the questions and the choices that are declared", () => {
    assert.deepEqual(checkDeclaredMetadata(params(), bytes), example);
    const other = encodeMetadata({ ...example, title: { default: "Other", ca: "Altre" } });
    throwsCode(() => checkDeclaredMetadata(params(), other), "process/content-hash");
    for (const change of [
      { questionCount: 1 },
      { maxCount: 1 },
      { maxCount: 3 },
      { maxValue: 1 },
      { maxValue: 3 },
    ])
      throwsCode(() => checkDeclaredMetadata(params(change), bytes), "process/metadata-params");
    checkContentHash(other, "https://example.org/census.psc", "it"); // a URI without a hash says nothing of the bytes
  });

  it("holds encrypted metadata to the flag and, with the key, to the questions", () => {
    const key = newMetadataKey();
    const sealed = encryptMetadata(example, key);
    const mode = { ...params().mode, encryptedMetadata: true };
    const metadata = at(contentHash(sealed));
    assert.equal(checkDeclaredMetadata(params({ mode, metadata }), sealed), undefined);
    assert.deepEqual(checkDeclaredMetadata(params({ mode, metadata }), sealed, key), example);
    throwsCode(() => checkDeclaredMetadata(params({ metadata }), sealed), "process/metadata-flag");
    throwsCode(() => checkDeclaredMetadata(params({ mode }), bytes), "process/metadata-flag");
    const wrong = params({ mode, metadata, maxValue: 1 });
    throwsCode(() => checkDeclaredMetadata(wrong, sealed, key), "process/metadata-params");
    throwsCode(
      () => checkDeclaredMetadata(params({ mode, metadata }), sealed, newMetadataKey()),
      "process/metadata-key",
    );
  });
});
