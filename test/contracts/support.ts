// What the contract tests share: everything deployed once, and cases of parameters to begin with.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Abi, type Hex, parseEventLogs, type TransactionReceipt, zeroAddress, zeroHash } from "viem";
import { buildContracts, TESTS } from "../../scripts/contracts/compile.js";
import { send } from "../../src/evm/client.js";
import { deploy } from "../../src/evm/deploy.js";
import {
  ContractRefusal,
  type Deployment,
  deployAll,
  processesAbi,
  resultsAbi,
  type VotingChain,
} from "../../src/evm/index.js";
import { evm, type TestWallet } from "../support/evm.js";

/** 0 deploys and owns everything; 1 is an entity; 2 to 4 are oracles; 5 has no part in anything. */
export async function cast() {
  const { wallets } = await evm();
  const [owner, entity, oracle1, oracle2, oracle3, stranger] = wallets as [
    TestWallet,
    TestWallet,
    TestWallet,
    TestWallet,
    TestWallet,
    TestWallet,
  ];
  return { owner, entity, oracles: [oracle1, oracle2, oracle3] as const, stranger };
}

/** A fresh deployment with three oracles of which two must agree. */
export async function deployment(options: Partial<VotingChain> = {}, price = 0n): Promise<Deployment> {
  const { owner, oracles } = await cast();
  const chain = {
    genesis: "ipfs://genesis",
    validators: ["0x01", "0x02"] as const,
    oracles: oracles.map(({ account }) => account.address),
    quorum: 2,
    ...options,
  };
  return deployAll(owner, chain, price);
}

/**
 * What each test of a block finds anew, made once: the chain is put back to where it was before every test.
 * To be called in a `describe`, and not in one inside another that does.
 */
export function afresh<T>(make: () => Promise<T>): () => T {
  let made: T;
  let snapshot: Hex;
  before(async () => {
    made = await make();
    snapshot = await (await cast()).owner.snapshot();
  });
  beforeEach(async () => {
    const { owner } = await cast();
    await owner.revert({ id: snapshot });
    snapshot = await owner.snapshot();
  });
  return () => made;
}

const tests = () => new Map(buildContracts(TESTS).artifacts.map((artifact) => [artifact.name, artifact]));
let built: ReturnType<typeof tests> | undefined;

/** A contract of test/contracts/, deployed. */
export async function deployTest(name: string, args: readonly unknown[] = []) {
  built ??= tests();
  const artifact = built.get(name);
  assert.ok(artifact, `${name} is not a test contract`);
  const abi = artifact.abi as Abi;
  return { address: await deploy((await cast()).owner, abi, artifact.bytecode, args), abi };
}

/** The arguments of `newProcess`. */
export interface Params {
  mode: number;
  envelopeType: number;
  censusOrigin: number;
  token: Hex;
  startBlock: number;
  blockCount: number;
  questionCount: number;
  maxCount: number;
  maxValue: number;
  maxVoteOverwrites: number;
  maxTotalCost: number;
  costExponent: number;
  evmBlockHeight: bigint;
  balancePosition: bigint;
  tokenId: bigint;
  censusKey: Hex;
  settlement: Hex;
  paramsSignature: Hex;
  metadata: string;
  censusRoot: string;
  censusUri: string;
}

export const MODE = {
  autoStart: 1,
  interruptible: 2,
  dynamicCensus: 4,
  encryptedMetadata: 8,
  preRegister: 16,
};
export const ENVELOPE = { serial: 1, anonymous: 2, encryptedVotes: 4, uniqueValues: 8, costFromWeight: 16 };
export const [READY, ENDED, CANCELED, PAUSED, RESULTS] = [0, 1, 2, 3, 4] as const;

/** A plain process over a Merkle tree, with what is told changed. */
export const params = (change: Partial<Params> = {}): Params => ({
  mode: MODE.autoStart,
  envelopeType: 0,
  censusOrigin: 1,
  token: zeroAddress,
  startBlock: 100,
  blockCount: 50,
  questionCount: 2,
  maxCount: 2,
  maxValue: 1,
  maxVoteOverwrites: 1,
  maxTotalCost: 0,
  costExponent: 10_000,
  evmBlockHeight: 0n,
  balancePosition: 0n,
  tokenId: 0n,
  censusKey: zeroHash,
  settlement: zeroAddress,
  paramsSignature: `0x${"5a".repeat(32)}`,
  metadata: "ipfs://metadata",
  censusRoot: `0x${"1b".repeat(32)}`,
  censusUri: "ipfs://census",
  ...change,
});

/** Calls of the process contract as one of the cast. */
export function processesAs(client: TestWallet, address: Hex) {
  const base = { address, abi: processesAbi } as const;
  return {
    newProcess: async (change: Partial<Params> = {}, value = 0n) => {
      const receipt = await send(client, {
        ...base,
        functionName: "newProcess",
        args: [params(change)],
        value,
      });
      const [created] = parseEventLogs({ abi: processesAbi, logs: receipt.logs, eventName: "NewProcess" });
      return created!.args.processId;
    },
    setStatus: (id: Hex, status: number) =>
      send(client, { ...base, functionName: "setStatus", args: [id, status] }),
    incrementQuestionIndex: (id: Hex) =>
      send(client, { ...base, functionName: "incrementQuestionIndex", args: [id] }),
    setCensus: (id: Hex, root = "0x02", uri = "ipfs://new") =>
      send(client, { ...base, functionName: "setCensus", args: [id, root, uri] }),
    settle: (id: Hex, height: bigint) =>
      send(client, { ...base, functionName: "settle", args: [id, height] }),
    get: (id: Hex) => client.readContract({ ...base, functionName: "get", args: [id] }),
  };
}

/** Calls of the results contract as one of the cast. */
export function resultsAs(client: TestWallet, address: Hex) {
  const base = { address, abi: resultsAbi } as const;
  return {
    report: (id: Hex, height: bigint, tally: readonly bigint[], hash: Hex) =>
      send(client, { ...base, functionName: "report", args: [id, height, tally, hash] }),
    settle: (id: Hex, tally: readonly bigint[], hash: Hex) =>
      send(client, { ...base, functionName: "settle", args: [id, tally, hash] }),
    settleProven: (id: Hex, tally: readonly bigint[]) =>
      send(client, { ...base, functionName: "settleProven", args: [id, tally] }),
    complain: (id: Hex, reason: number) =>
      send(client, { ...base, functionName: "complain", args: [id, reason] }),
    invalidate: (id: Hex, reason: number) =>
      send(client, { ...base, functionName: "invalidate", args: [id, reason] }),
    getResults: (id: Hex) => client.readContract({ ...base, functionName: "getResults", args: [id] }),
  };
}

/** The one event of a receipt that has this name, with what it says. */
export function event(abi: Abi, receipt: TransactionReceipt, eventName: string): Record<string, unknown> {
  const logs = parseEventLogs({ abi, logs: receipt.logs, eventName });
  assert.equal(logs.length, 1, `${eventName} once`);
  return (logs[0] as unknown as { args: Record<string, unknown> }).args;
}

/** Holds that a call is refused with this custom error. */
export async function refused(promise: Promise<unknown>, rule: string, ...args: unknown[]): Promise<void> {
  await assert.rejects(promise, (error: unknown) => {
    if (!(error instanceof ContractRefusal)) throw error;
    assert.equal(error.rule, rule);
    assert.equal(error.code, "evm/refused");
    if (args.length > 0) assert.deepEqual(error.args, args);
    return true;
  });
}

/** A table of test/vectors/. */
export const table = (name: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, "..", "vectors", `${name}.json`), "utf8"));
