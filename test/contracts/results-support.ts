// What the tests of results share: people at their contracts, sample results, and states of a process.
import { concat, encodeAbiParameters, type Hex, keccak256, numberToHex } from "viem";
import { send } from "../../src/evm/client.js";
import { type Deployment, genesisAbi, resultsAbi } from "../../src/evm/index.js";
import { CANCELED, cast, ENDED, MODE, PAUSED, processesAs, READY, resultsAs } from "./support.js";

/** The end of the plain process: its start block and its block count. */
export const END = 150n;
export const HASH: Hex = `0x${"d0".repeat(32)}`;
export const OTHER_HASH: Hex = `0x${"d1".repeat(32)}`;
/** voteCount, invalid, then two fields of two values */
export const TALLY = [7n, 1n, 4n, 2n, 3n, 3n];

export const digestOf = (tally: readonly bigint[], hash: Hex) =>
  keccak256(encodeAbiParameters([{ type: "uint256[]" }, { type: "bytes32" }], [tally, hash]));
export const packed = (tally: readonly bigint[]) =>
  keccak256(concat(tally.map((n) => numberToHex(n, { size: 32 }))));

/** The people of a deployment, each at the contract where they act. */
export async function resultsStage(contracts: Deployment) {
  const people = await cast();
  const entity = processesAs(people.entity, contracts.processes);
  return {
    people,
    contracts,
    entity,
    oracles: people.oracles.map((client) => resultsAs(client, contracts.results)),
    anyone: resultsAs(people.stranger, contracts.results),
    genesis: (functionName: "addOracle" | "removeOracle" | "setQuorum" | "newChain", ...args: unknown[]) =>
      send(people.owner, { address: contracts.genesis, abi: genesisAbi, functionName, args } as never),
    read: (functionName: string, ...args: unknown[]) =>
      people.owner.readContract({ address: contracts.results, abi: resultsAbi, functionName, args } as never),
    statusOf: async (id: Hex) => (await entity.get(id)).status,
  };
}

export type ResultsStage = Awaited<ReturnType<typeof resultsStage>>;

const interruptible = MODE.autoStart | MODE.interruptible;

/** In which states of a process oracles may report, as moves made before the report. */
export const processMoves = [
  { name: "a block before the end", rule: "ProcessNotEnded", height: 149n, mode: MODE.autoStart, moves: [] },
  { name: "at the end", rule: "ok", height: 150n, mode: MODE.autoStart, moves: [] },
  { name: "ended early", rule: "ok", height: 1n, mode: interruptible, moves: [ENDED] },
  { name: "paused past the end", rule: "ProcessPaused", height: 200n, mode: interruptible, moves: [PAUSED] },
  { name: "never started", rule: "ProcessPaused", height: 200n, mode: 0, moves: [] },
  { name: "paused and resumed", rule: "ok", height: 200n, mode: interruptible, moves: [PAUSED, READY] },
  { name: "canceled", rule: "ProcessFinal", height: 200n, mode: interruptible, moves: [CANCELED] },
  {
    name: "endless and not ended",
    rule: "ProcessNotEnded",
    height: 2n ** 64n - 1n,
    mode: interruptible,
    moves: [],
  },
  { name: "endless and ended", rule: "ok", height: 0n, mode: interruptible, moves: [ENDED] },
] as const;
