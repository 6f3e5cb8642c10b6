/** The process that the gas benchmarks declare. */
import { zeroAddress } from "viem";
import {
  CensusOrigin,
  decodeEnvelopeType,
  decodeMode,
  keyId,
  type ProcessParams,
} from "../../src/process/index.js";

export const URI = "ipfs://bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi";
const CENSUS_KEY = keyId("census-7", `0x${"7a".repeat(32)}`);

/** A weighted, anonymous process that can be interrupted, as an organisation would declare it. */
export const params = (change: Partial<ProcessParams> = {}): ProcessParams => ({
  mode: decodeMode(7),
  envelopeType: decodeEnvelopeType(2),
  censusOrigin: CensusOrigin.OFF_CHAIN_TREE_WEIGHTED,
  token: zeroAddress,
  startBlock: 100,
  blockCount: 50,
  questionCount: 3,
  maxCount: 3,
  maxValue: 4,
  maxVoteOverwrites: 1,
  maxTotalCost: 0,
  costExponent: 10_000,
  evmBlockHeight: 0n,
  balancePosition: 0n,
  tokenId: 0n,
  censusKey: CENSUS_KEY,
  settlement: zeroAddress,
  paramsSignature: `0x${"5a".repeat(32)}`,
  metadata: URI,
  censusRoot: `0x${"1b".repeat(32)}`,
  censusUri: URI,
  ...change,
});
