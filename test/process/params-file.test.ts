import assert from "node:assert/strict";
import fc from "fast-check";
import {
  CensusOrigin,
  ENVELOPE_FLAGS,
  MODE_FLAGS,
  type ProcessParams,
  parseParamsFile,
} from "../../src/process/index.js";
import { throwsCode, utf8 } from "./support.js";

const least = {
  censusOrigin: "OFF_CHAIN_TREE_WEIGHTED",
  questionCount: 2,
  maxCount: 2,
  maxValue: 3,
  metadata: "ipfs://m",
  censusRoot: "0x01",
};
const file = (document: unknown) => utf8(JSON.stringify(document));
const read = (change: object) => parseParamsFile(file({ ...least, ...change }));
/** The error of a file with this change. */
const refused = (change: object) => throwsCode(() => read(change), "process/params-file").message;

const ODD_WORDS = ["constructor", "__proto__", "toString", "hasOwnProperty", "valueOf", "", "\u001b[2J", "🗳"];
const NUMBERS = {
  startBlock: 2 ** 32 - 1,
  blockCount: 2 ** 32 - 1,
  questionCount: 255,
  maxCount: 100,
  maxValue: 255,
  maxVoteOverwrites: 255,
  maxTotalCost: 65_535,
  costExponent: 65_535,
  evmBlockHeight: Number.MAX_SAFE_INTEGER,
};

describe("process/params-file", () => {
  it("reads the least file: what is left out is off, zero or empty", () => {
    const zero = (digits: number) => `0x${"0".repeat(digits)}`;
    const off = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, false]));
    const expected = {
      ...least,
      mode: off(MODE_FLAGS),
      envelopeType: off(ENVELOPE_FLAGS),
      censusOrigin: 2,
      token: zero(40),
      startBlock: 0,
      blockCount: 0,
      maxVoteOverwrites: 0,
      maxTotalCost: 0,
      costExponent: 10_000,
      evmBlockHeight: 0n,
      balancePosition: 0n,
      tokenId: 0n,
      censusKey: zero(64),
      settlement: zero(40),
      paramsSignature: zero(64),
      censusUri: "",
    };
    assert.deepEqual(parseParamsFile(file(least)), expected);
  });

  it("reads the entry of a token census, which has no default", () => {
    const most = 2n ** 256n - 1n;
    const words = { 7: 7n, "0": 0n, "12": 12n, "0x0": 0n, "0xff": 255n, [String(most)]: most };
    for (const [text, value] of Object.entries(words)) {
      const { balancePosition, tokenId } = read({
        censusOrigin: "ERC1155",
        balancePosition: text === "7" ? 7 : text,
        tokenId: text,
      });
      assert.deepEqual([balancePosition, tokenId], [value, value]);
    }
    for (const wrong of [
      -1,
      "",
      "01",
      "0x",
      "0x01",
      "0x00",
      "0xFF",
      "1e3",
      " 1",
      `${most + 1n}`,
      null,
      {},
      [1],
      true,
    ])
      for (const name of ["balancePosition", "tokenId"])
        assert.match(
          refused({ censusOrigin: "ERC1155", balancePosition: 0, tokenId: 0, [name]: wrong }),
          /2\^256/,
        );
    for (const censusOrigin of ["ERC20", "ERC721", "ERC777", "MINI_ME"])
      assert.match(refused({ censusOrigin }), /balancePosition is missing.*psephos token find/);
    assert.match(refused({ censusOrigin: "ERC1155", balancePosition: 0 }), /tokenId is missing/);
  });

  it("reads each word and flag for itself", () => {
    for (const [word, value] of Object.entries(CensusOrigin))
      assert.equal(read({ censusOrigin: word, balancePosition: 0, tokenId: 0 }).censusOrigin, value);
    for (const [key, names] of [
      ["mode", MODE_FLAGS],
      ["envelopeType", ENVELOPE_FLAGS],
    ] as const)
      for (const name of names) {
        const costs = name === "costFromWeight" ? { costExponent: 20_000 } : {};
        const flags = read({ [key]: { [name]: true }, ...costs })[key as "mode"];
        assert.deepEqual(
          Object.entries(flags).filter(([, set]) => set),
          [[name, true]],
        );
      }
  });

  it("refuses what it needs and does not find", () => {
    for (const key of Object.keys(least))
      assert.match(refused({ [key]: undefined }), new RegExp(`\\b${key} is missing`));
    for (const change of [{ maxTotalCost: 5 }, { envelopeType: { costFromWeight: true } }])
      assert.match(refused(change), /costExponent is missing/);
  });

  // The attack: an unknown word declared a weighted tree, for good.
  it("refuses a census origin that is no origin, and says which word is near", () => {
    for (const word of ["OFFCHAIN", "off_chain_tree", "OFF_CHAIN_TREE ", "ERC-20", ...ODD_WORDS])
      assert.match(
        refused({ censusOrigin: word }),
        /censusOrigin is the text ".*", which is no census origin/,
      );
    assert.match(refused({ censusOrigin: "off_chain_tree" }), /did you mean OFF_CHAIN_TREE\?/);
    assert.match(
      refused({ censusOrigin: 2 }),
      /is 2, which is no census origin; write "OFF_CHAIN_TREE_WEIGHTED"/,
    );
    for (const value of [null, 0, 4, -1, 1.5, true, [], {}, ["ERC20"]]) {
      const bytes = file({ ...least, censusOrigin: value });
      assert.throws(() => parseParamsFile(bytes), /censusOrigin is|not written as a whole number/);
    }
  });

  it("refuses an unknown key at every level, escaped, with the nearest", () => {
    assert.match(refused({ maxcount: 1 }), /"maxcount" is not a known key; did you mean maxCount\?/);
    assert.match(refused({ mode: { autostart: true } }), /mode has "autostart", .*did you mean autoStart\?/);
    for (const key of ["mode", "envelopeType"])
      for (const odd of ODD_WORDS.filter((word) => word !== "__proto__")) {
        assert.match(
          refused({ [key]: { [odd]: true } }),
          new RegExp(`${key} has ".*", which is not a known key`),
        );
        const { message } = throwsCode(() => read({ [odd]: true }), "process/params-file");
        assert.match(message, /^[\n -~…]*$/);
      }
    for (const text of ['{"__proto__":{}}', '{"mode":{"__proto__":true}}'])
      throwsCode(() => parseParamsFile(utf8(text)), "process/json-key");
  });

  it("refuses a key given twice, by name", () => {
    const twice = JSON.stringify(least).replace("{", '{"maxValue":1,');
    assert.match(
      throwsCode(() => parseParamsFile(utf8(twice)), "process/json-key").message,
      /"maxValue" twice/,
    );
  });

  it("refuses numbers out of range, in quotation marks, or not written as integers", () => {
    for (const [name, most] of Object.entries(NUMBERS)) {
      assert.equal(
        String(read({ costExponent: 1, [name]: most })[name as keyof ProcessParams]),
        String(most),
      );
      for (const value of [
        -1,
        `${most}`,
        "1",
        "",
        true,
        null,
        [],
        {},
        ...(most < 2 ** 53 - 1 ? [most + 1] : []),
      ])
        assert.match(refused({ [name]: value }), new RegExp(`\\b${name} is .*; it takes a whole number`));
      for (const number of ["1.5", "1.0", "1e0", "1E2", "-0"]) {
        const text = JSON.stringify({ ...least, [name]: 77 }).replace(":77", `:${number}`);
        throwsCode(() => parseParamsFile(utf8(text)), "process/json-number");
      }
    }
  });

  it("refuses flags that are not true or false, and texts of another form", () => {
    for (const value of ["true", "false", 1, 0, null, [], {}])
      assert.match(refused({ mode: { autoStart: value } }), /mode has autoStart: .*it takes true or false/);
    for (const value of [true, "autoStart", null, ["autoStart"], 31])
      assert.match(refused({ mode: value }), /mode is .*; it takes an object/);
    for (const name of ["token", "settlement"])
      for (const value of ["0x", "0x12", `0x${"AB".repeat(20)}`, "vitalik.eth", null, 0])
        assert.match(refused({ [name]: value }), new RegExp(`${name} is .*; it takes an address`));
    for (const name of ["censusKey", "paramsSignature"])
      for (const value of ["0x", `0x${"AB".repeat(32)}`, "11".repeat(32), null, 0])
        assert.match(refused({ [name]: value }), new RegExp(`${name} is .*; it takes 0x and 64`));
    for (const name of ["metadata", "censusRoot", "censusUri"])
      for (const value of [null, 1, true, {}, []])
        assert.match(refused({ [name]: value }), new RegExp(`${name} is .*text`));
  });

  it("tells all that is wrong at once", () => {
    const message = refused({ censusOrigin: "x", maxCount: 0, mode: { y: true, preRegister: 1 }, z: 1 });
    for (const place of [
      /"z" is/,
      /mode has "y"/,
      /mode has preRegister: 1/,
      /censusOrigin is/,
      /maxCount is 0/,
    ])
      assert.match(message, place);
  });

  it("refuses what is no object, and any JSON value in any place, with a typed error or a whole answer", () => {
    for (const document of [null, [], 1, "x", true])
      throwsCode(() => parseParamsFile(file(document)), "process/params-file");
    const names = Object.keys(parseParamsFile(file(least)));
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.jsonValue(), (name, value) => {
        try {
          const params = read({ [name]: value });
          assert.deepEqual(Object.keys(params).sort(), [...names].sort());
        } catch (error) {
          assert.match((error as { code?: string }).code ?? String(error), /^process\/(params-file|json-)/);
        }
      }),
      { numRuns: 500 },
    );
  });
});
