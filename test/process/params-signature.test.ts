import assert from "node:assert/strict";
import fc from "fast-check";
import { hashTypedData, keccak256, verifyTypedData } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import type { Hex } from "../../src/bytes/index.js";
import { type ContractParams, paramsSignature, paramsTypedData } from "../../src/process/index.js";
import { throwsCode } from "./support.js";

const params: ContractParams = {
  mode: 1,
  envelopeType: 2,
  censusOrigin: 2,
  token: `0x${"00".repeat(20)}`,
  startBlock: 1000,
  blockCount: 500,
  questionCount: 2,
  maxCount: 2,
  maxValue: 3,
  maxVoteOverwrites: 1,
  maxTotalCost: 0,
  costExponent: 10000,
  evmBlockHeight: 0n,
  balancePosition: 0n,
  tokenId: 0n,
  censusKey: `0x${"c5".repeat(32)}`,
  settlement: `0x${"00".repeat(20)}`,
  paramsSignature: `0x${"00".repeat(32)}`,
  metadata: "ipfs://x",
  censusRoot: "0x1b",
  censusUri: "ipfs://y",
};
const at = { contract: `0x${"77".repeat(20)}` as Hex, chainId: 31337 };

describe("process/params-signature", () => {
  it("is signed by the entity as EIP-712, and stands on chain as a hash", async () => {
    const account = privateKeyToAccount(generatePrivateKey());
    const signature = await account.signTypedData(paramsTypedData(params, at));
    const { address } = account;
    assert.ok(await verifyTypedData({ ...paramsTypedData(params, at), address, signature }));
    assert.equal(paramsSignature(signature), keccak256(signature));
  });

  it("covers every parameter but itself, the contract and the chain", () => {
    const digest = (change: Partial<ContractParams> = {}, where = at) =>
      hashTypedData(paramsTypedData({ ...params, ...change }, where));
    const other = (value: unknown): unknown => {
      if (typeof value === "number") return value + 1;
      if (typeof value === "bigint") return value + 1n;
      return /^0x(..){20,}$/.test(value as string) ? (value as string).replace(/..$/, "99") : `${value}z`;
    };
    const digests = Object.entries(params)
      .filter(([name]) => name !== "paramsSignature")
      .map(([name, value]) => digest({ [name]: other(value) }));
    digests.push(digest({}, { ...at, chainId: 1 }), digest({}, { ...at, contract: params.token }), digest());
    assert.equal(new Set(digests).size, 20 + 3);
    assert.equal(digest({ paramsSignature: params.censusKey }), digest());
    assert.equal(digest(), "0x51392160fa3e3de4958f5ea5381d3c41951fe6b09dcfafdf037d7ae33aa483a1");
  });

  it("hashes signatures of 65 bytes and of contract wallets", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 65, maxLength: 300 }), (bytes) => {
        const signature: Hex = `0x${Buffer.from(bytes).toString("hex")}`;
        assert.equal(paramsSignature(signature), keccak256(signature));
      }),
    );
    const short = `0x${"00".repeat(64)}` as const;
    for (const wrong of ["0x", short, `${short}0`, `0x${"AA".repeat(65)}`, `0x${"00".repeat(4097)}`, null]) {
      throwsCode(() => paramsSignature(wrong as Hex), "bytes/hex");
    }
  });
});
