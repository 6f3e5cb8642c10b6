import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { decodeAbiParameters, encodeAbiParameters, getAddress, parseAbiParameters } from "viem";
import { type Hex, toHex } from "../../src/bytes/index.js";
import type { ErrorCode } from "../../src/errors/index.js";
import {
  CensusOrigin,
  type ContractParams,
  type ContractProcess,
  checkParams,
  decodeMode,
  decodeParams,
  decodeProcess,
  encodeParams,
  PARAMS_RULES,
  type ProcessParams,
  paramsVerdict,
  Status,
} from "../../src/process/index.js";
import { throwsCode } from "./support.js";

type Large = "evmBlockHeight" | "balancePosition" | "tokenId";

interface Table {
  order: string[];
  onlyOnChain: string[];
  cases: {
    name: string;
    parameters: Omit<ContractParams, Large> & Record<Large, string>;
    verdict: string;
  }[];
}
const table: Table = JSON.parse(
  readFileSync(new URL("../vectors/process-params.json", import.meta.url), "utf8"),
);
const contractParams = ({ parameters }: Table["cases"][number]): ContractParams => ({
  ...parameters,
  evmBlockHeight: BigInt(parameters.evmBlockHeight),
  balancePosition: BigInt(parameters.balancePosition),
  tokenId: BigInt(parameters.tokenId),
});

const hex = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((it) => toHex(it));
const uint = (bits: number) => fc.integer({ min: 0, max: 2 ** bits - 1 });
const shared = {
  startBlock: uint(32),
  blockCount: uint(32),
  questionCount: uint(8),
  maxCount: uint(8),
  maxValue: uint(8),
  maxVoteOverwrites: uint(8),
  maxTotalCost: uint(16),
  costExponent: uint(16),
  evmBlockHeight: fc.bigInt(0n, 2n ** 64n - 1n),
  balancePosition: fc.bigInt(0n, 2n ** 256n - 1n),
  tokenId: fc.bigInt(0n, 2n ** 256n - 1n),
  censusKey: hex(32),
  settlement: hex(20),
  paramsSignature: hex(32),
  metadata: fc.string(),
  censusRoot: fc.string(),
  censusUri: fc.string(),
};
const spelt = {
  mode: uint(5).map(decodeMode),
  envelopeType: fc.record(
    {
      serial: fc.boolean(),
      anonymous: fc.boolean(),
      encryptedVotes: fc.boolean(),
      uniqueValues: fc.boolean(),
      costFromWeight: fc.boolean(),
    },
    { noNullPrototype: true },
  ),
  censusOrigin: fc.constantFrom(...Object.values(CensusOrigin)),
};
const params: fc.Arbitrary<ProcessParams> = fc.record(
  { ...spelt, token: hex(20), ...shared },
  { noNullPrototype: true },
);
const packed = { mode: uint(5), envelopeType: uint(5), censusOrigin: spelt.censusOrigin };
const stored: fc.Arbitrary<ContractProcess> = fc.record(
  { ...packed, entity: hex(20), status: fc.constantFrom(0, 1, 2, 3, 4), questionIndex: uint(8), ...shared },
  { noNullPrototype: true },
);

const STRUCT = parseAbiParameters([
  "ProcessParams params",
  "struct ProcessParams { uint8 mode; uint8 envelopeType; uint8 censusOrigin; address token; uint32 startBlock; uint32 blockCount; uint8 questionCount; uint8 maxCount; uint8 maxValue; uint8 maxVoteOverwrites; uint16 maxTotalCost; uint16 costExponent; uint256 evmBlockHeight; uint256 balancePosition; uint256 tokenId; bytes32 censusKey; address settlement; bytes32 paramsSignature; string metadata; string censusRoot; string censusUri; }",
]);

describe("process/params", () => {
  describe("gives the contract's verdicts", () => {
    for (const each of table.cases) {
      it(`${each.name}: ${each.verdict}`, () =>
        assert.equal(paramsVerdict(contractParams(each)), each.verdict));
    }

    it("knows the same rules, tried in the same order", () => {
      assert.deepEqual(PARAMS_RULES, table.order);
      const broken = new Set(table.cases.map(({ verdict }) => verdict));
      assert.deepEqual(
        [...PARAMS_RULES].filter((rule) => !broken.has(rule)),
        [],
        "rules without a case",
      );
      for (const rule of table.onlyOnChain) assert.ok(!(PARAMS_RULES as readonly string[]).includes(rule));
    });
  });

  it("throws the verdict as a code", () => {
    for (const each of table.cases) {
      if (each.verdict === "ok") checkParams(contractParams(each));
      else {
        const code = each.verdict.replace(/[A-Z]/g, (letter, at) => (at ? "-" : "") + letter.toLowerCase());
        throwsCode(() => checkParams(contractParams(each)), `process/${code}` as ErrorCode);
      }
    }
    const none = { ...contractParams(table.cases[0]!), questionCount: 0 };
    throwsCode(() => checkParams(none), "process/question-count-missing");
    const evm = { ...contractParams(table.cases[0]!), mode: 0, censusOrigin: 11 };
    throwsCode(() => checkParams(evm), "process/evm-census-needs-auto-start");
  });

  it("encodes and decodes", () => {
    fc.assert(fc.property(params, (params) => assert.deepEqual(decodeParams(encodeParams(params)), params)));
    for (const each of table.cases) {
      if (each.verdict.startsWith("Unknown")) continue;
      const raw = contractParams(each);
      assert.deepEqual(encodeParams(decodeParams(raw)), raw);
    }
  });

  it("goes through the contract's ABI and back", () => {
    fc.assert(
      fc.property(params, (params) => {
        const data = encodeAbiParameters(STRUCT, [encodeParams(params)]);
        const [read] = decodeAbiParameters(STRUCT, data);
        assert.deepEqual(decodeParams(read as ContractParams), params);
      }),
    );
  });

  it("reads a process as the contract gives it", () => {
    fc.assert(
      fc.property(stored, (raw) => {
        const process = decodeProcess({ ...raw, entity: getAddress(raw.entity) });
        assert.equal(process.entity, raw.entity);
        assert.equal(process.status, raw.status);
        assert.equal(process.questionIndex, raw.questionIndex);
        assert.deepEqual(process.mode, decodeMode(raw.mode));
        const { entity: _e, status: _s, questionIndex: _q, ...rest } = process;
        const { token: _t, ...encoded } = encodeParams({ ...rest, token: raw.entity });
        const { entity: _e2, status: _s2, questionIndex: _q2, ...expected } = raw;
        assert.deepEqual(encoded, expected);
      }),
    );
  });

  it("brings addresses to lower case", () => {
    const token = "0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045";
    const raw = { ...contractParams(table.cases[0]!), token, settlement: token } as ContractParams;
    assert.equal(decodeParams(raw).token, token.toLowerCase());
    assert.equal(decodeParams(raw).settlement, token.toLowerCase());
  });

  it("refuses, field by field, what Solidity's types would", () => {
    const good = decodeParams(contractParams(table.cases[0]!));
    const cases: [keyof ProcessParams, unknown[], ErrorCode][] = [
      ["mode", [{ paused: true }, { autoStart: 1 }], "process/mode"],
      ["envelopeType", [{ secret: true }], "process/envelope-type"],
      ["censusOrigin", [0, 4, 16, "1", undefined], "process/census-origin"],
      ["token", ["0x00", undefined, `0x${"G".repeat(40)}`], "bytes/address"],
      ["settlement", ["", null], "bytes/address"],
      ["startBlock", [-1, 2 ** 32, 0.5, 1n, "1", Number.NaN, undefined], "bytes/uint"],
      ["blockCount", [-1, 2 ** 32], "bytes/uint"],
      ["questionCount", [256, -1], "bytes/uint"],
      ["maxCount", [256], "bytes/uint"],
      ["maxValue", [256], "bytes/uint"],
      ["maxVoteOverwrites", [256], "bytes/uint"],
      ["maxTotalCost", [65536], "bytes/uint"],
      ["costExponent", [65536], "bytes/uint"],
      ["evmBlockHeight", [-1n, 2n ** 256n, 7, undefined], "bytes/uint"],
      ["balancePosition", [-1n, 2n ** 256n, 7, undefined], "bytes/uint"],
      ["tokenId", [-1n, 2n ** 256n, "7", undefined], "bytes/uint"],
      ["metadata", [undefined, 7, null], "process/text"],
      ["censusRoot", [new Uint8Array(32)], "process/text"],
      ["censusUri", [undefined], "process/text"],
      ["censusKey", ["0x", "0x00", `0x${"A".repeat(64)}`, undefined], "bytes/hex"],
      ["paramsSignature", [undefined, `0x${"0".repeat(66)}`], "bytes/hex"],
    ];
    assert.deepEqual(cases.map(([field]) => field).sort(), Object.keys(good).sort());
    for (const [field, values, code] of cases) {
      for (const value of values) throwsCode(() => encodeParams({ ...good, [field]: value }), code);
    }
  });

  it("refuses flags, origins and statuses that it does not know", () => {
    const good = contractParams(table.cases[0]!);
    throwsCode(() => decodeParams({ ...good, mode: 32 }), "process/mode");
    throwsCode(() => decodeParams({ ...good, envelopeType: 32 }), "process/envelope-type");
    throwsCode(() => decodeParams({ ...good, censusOrigin: 4 }), "process/census-origin");
    const { token, ...rest } = good;
    const process = { ...rest, entity: token as Hex, status: Status.READY, questionIndex: 0 };
    assert.equal(decodeProcess(process).status, Status.READY);
    throwsCode(() => decodeProcess({ ...process, status: 5 }), "process/status");
    throwsCode(() => decodeProcess({ ...process, questionIndex: 256 }), "bytes/uint");
    throwsCode(() => decodeProcess({ ...process, entity: "0x" }), "bytes/address");
  });
});
