// What random histories of the process contracts are made of.
import fc from "fast-check";
import { type Hex, zeroAddress, zeroHash } from "viem";
import { CensusOrigin, type ParamsRule } from "../../src/process/index.js";
import { ENDED, ENVELOPE, MODE, type Params, READY } from "./support.js";

export type Actor = "entity" | "other" | "stranger" | "owner" | "results";

export type Action =
  | { do: "create"; by: "entity" | "other"; at: number; change: Partial<Params>; tip: bigint }
  | { do: "status"; by: Actor; process: number; to: number; at: number }
  | { do: "next"; by: Actor; process: number; at: number }
  | { do: "census"; by: Actor; process: number; root: string; uri: string; at: number }
  | { do: "settle"; by: Actor; process: number; height: bigint; at: number }
  | { do: "price"; by: Actor; at: number; price: bigint }
  | { do: "withdraw"; by: Actor; at: number; share: number }
  | { do: "upgrade"; by: Actor };

/** The rules for new processes that depend on what else is on chain. */
export const CHAIN_RULES = ["SnapshotNotPast", "TokenNotRegistered", "SettlementNotRegistered"] as const;

const some = { token: `0x${"70".repeat(20)}`, key: `0x${"c5".repeat(32)}` } as const;

/** Parameters that pass. */
const goodParams: fc.Arbitrary<Partial<Params>> = fc.record({
  mode: fc.constantFrom(0, 1, 2, 3, 3, 7, 7),
  envelopeType: fc.constantFrom(0, 1),
  questionCount: fc.constantFrom(1, 2),
});

/** Parameters that often break a rule, or several. */
const otherParams: fc.Arbitrary<Partial<Params>> = fc.record(
  {
    mode: fc.constantFrom(0, 1, 1, 2, 3, 3, 5, 7, 17, 19, 32),
    envelopeType: fc.constantFrom(0, 1, 1, 2, 3, 16, 64),
    censusOrigin: fc.constantFrom(1, 1, 2, 2, 3, 11, 4),
    token: fc.constantFrom(zeroAddress, zeroAddress, zeroAddress, some.token),
    startBlock: fc.constantFrom(0, 1, 100),
    blockCount: fc.constantFrom(0, 50, 50),
    questionCount: fc.constantFrom(1, 2, 3, 0),
    maxCount: fc.constantFrom(1, 100, 101),
    evmBlockHeight: fc.constantFrom(0n, 0n, 0n, 1n, 10n ** 12n),
    balancePosition: fc.constantFrom(0n, 0n, 0n, 1n),
    tokenId: fc.constantFrom(0n, 0n, 0n, 2n ** 255n),
    censusKey: fc.constantFrom<Hex>(zeroHash, some.key),
    settlement: fc.constantFrom(zeroAddress, zeroAddress, zeroAddress, `0x${"5e".repeat(20)}` as Hex),
    metadata: fc.constantFrom("ipfs://m", "ipfs://m", ""),
  },
  { requiredKeys: [] },
);

const holders = { censusOrigin: CensusOrigin.ERC20, token: some.token, evmBlockHeight: 1n } as const;

/** Parameters for each way in which a process is refused: by the rules of parameters, and then by the chain's. */
const BROKEN = {
  UnknownModeFlags: { mode: MODE.autoStart | 32 },
  UnknownEnvelopeFlags: { envelopeType: 32 },
  UnknownCensusOrigin: { censusOrigin: 4 },
  StartBlockMissing: { startBlock: 0 },
  BlockCountMissing: { blockCount: 0 },
  QuestionCountMissing: { questionCount: 0 },
  MaxCountOutOfRange: { maxCount: 101 },
  MetadataMissing: { metadata: "" },
  CensusRootMissing: { censusRoot: "" },
  CensusUriMissing: { censusUri: "" },
  PreRegisterNeedsAnonymous: { mode: MODE.autoStart | MODE.preRegister },
  CostFromWeightNeedsWeights: { envelopeType: ENVELOPE.costFromWeight },
  CensusKeyMissing: { envelopeType: ENVELOPE.anonymous },
  CensusKeyUnexpected: { censusKey: some.key },
  TokenUnexpected: { token: some.token },
  SnapshotUnexpected: { evmBlockHeight: 1n },
  BalancePositionUnexpected: { balancePosition: 1n },
  EvmCensusNeedsAutoStart: { ...holders, mode: 0 },
  EvmCensusInterruptible: { ...holders, mode: MODE.autoStart | MODE.interruptible },
  EvmCensusDynamic: { ...holders, mode: MODE.autoStart | MODE.dynamicCensus },
  EvmCensusSerial: { ...holders, envelopeType: ENVELOPE.serial },
  EvmCensusAnonymousNeedsPreRegister: { ...holders, envelopeType: ENVELOPE.anonymous, censusKey: some.key },
  TokenMissing: { ...holders, token: zeroAddress },
  SnapshotMissing: { ...holders, evmBlockHeight: 0n },
  TokenIdUnexpected: { ...holders, tokenId: 1n },
  SnapshotNotPast: { ...holders, evmBlockHeight: 10n ** 12n },
  TokenNotRegistered: holders,
  SettlementNotRegistered: { settlement: `0x${"5e".repeat(20)}` },
} as const satisfies Record<ParamsRule | (typeof CHAIN_RULES)[number], Partial<Params>>;

const actor = fc.constantFrom<Actor>("entity", "entity", "entity", "other", "stranger", "owner", "results");
const at = fc.constantFrom(0, 0, 0, 0, 1, 2);
const process = fc.nat(20);

export const someAction: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("create" as const),
      by: fc.constantFrom<"entity" | "other">("entity", "other"),
      at,
      change: fc.oneof(
        { arbitrary: goodParams, weight: 6 },
        { arbitrary: otherParams, weight: 2 },
        { arbitrary: fc.constantFrom<Partial<Params>>(...Object.values(BROKEN)), weight: 5 },
      ),
      tip: fc.constantFrom(0n, 0n, 1n, 1000n, -1n),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("status" as const),
      by: actor,
      process,
      to: fc.constantFrom(0, 1, 2, 3, 3, 4, 5, 255),
      at,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("next" as const), by: actor, process, at }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("census" as const),
      by: actor,
      process,
      root: fc.constantFrom("0x02", "0x03", ""),
      uri: fc.constantFrom("ipfs://c", ""),
      at,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("settle" as const),
      by: fc.constantFrom<Actor>("results", "results", "entity", "owner", "stranger"),
      process,
      height: fc.constantFrom(0n, 50n, 51n, 149n, 150n, 2n ** 64n - 1n),
      at,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("price" as const),
      by: fc.constantFrom<Actor>("owner", "owner", "entity", "stranger"),
      at,
      price: fc.constantFrom(0n, 7n, 10n ** 15n),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("withdraw" as const),
      by: fc.constantFrom<Actor>("owner", "owner", "entity", "stranger"),
      at,
      share: fc.integer({ min: 0, max: 5 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("upgrade" as const),
      by: fc.constantFrom<Actor>("owner", "owner", "entity", "stranger"),
    }),
  },
);

/** A history that comes to what a short random one may miss: a process that is over, and nobody can move on. */
export const toTheEnd: Action[] = [
  { do: "create", by: "entity", at: 0, change: { mode: MODE.autoStart | MODE.interruptible }, tip: 0n },
  { do: "status", by: "stranger", process: 0, to: ENDED, at: 0 },
  { do: "status", by: "entity", process: 0, to: ENDED, at: 0 },
  { do: "status", by: "entity", process: 0, to: READY, at: 0 },
  { do: "next", by: "entity", process: 0, at: 0 },
  { do: "settle", by: "results", process: 0, height: 2n ** 64n - 1n, at: 0 },
  { do: "status", by: "entity", process: 0, to: READY, at: 0 },
];
