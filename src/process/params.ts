/** The parameters that declare a process, and a process: in the contract's form, and with flags by name. */

import { addressBytes, fixedHex, type Hex, toHex, uintBytes } from "../bytes/index.js";
import { ensure } from "../errors/index.js";
import { type CensusOrigin, isCensusOrigin } from "./census-origin.js";
import {
  decodeEnvelopeType,
  decodeMode,
  type EnvelopeType,
  encodeEnvelopeType,
  encodeMode,
  type Mode,
} from "./flags.js";
import { isStatus, type Status } from "./status.js";

/** The fields that are the same in both forms, before and after the process is on chain. */
interface Common {
  /** Voting-chain block at which voting starts; with autoStart, 1 means as soon as possible. */
  startBlock: number;
  /** How many voting-chain blocks it lasts; 0 for an interruptible process without a fixed end. */
  blockCount: number;
  /** 1 to 255. */
  questionCount: number;
  /** Fields of a ballot, 1 to 100. */
  maxCount: number;
  /** The largest value of a field, 0 to 255. */
  maxValue: number;
  /** How many times a vote may be replaced, 0 to 255; the last one counts. */
  maxVoteOverwrites: number;
  /** The largest cost of a ballot; 0 for no limit. */
  maxTotalCost: number;
  /** The exponent of the cost, times 10 000. */
  costExponent: number;
  /** The Ethereum block at which token balances count, or 0. */
  evmBlockHeight: bigint;
  /** Token holders: the position of the token's balances, naming the registered entry; otherwise 0. */
  balancePosition: bigint;
  /** ERC-1155 holders: the id of the token that counts; otherwise 0. */
  tokenId: bigint;
  /** Id of the verification key that census proofs are checked with; zero unless anonymous. */
  censusKey: Hex;
  /** The contract that proves the results, or the zero address for the oracles alone. */
  settlement: Hex;
  /** Commitment to the entity's signature over the other parameters, or zero. */
  paramsSignature: Hex;
  /** Content URI of the metadata. */
  metadata: string;
  /** The census root, or the certification authority's public key. */
  censusRoot: string;
  /** Content URI of the published census tree; may be empty if there is no tree. */
  censusUri: string;
}

/** Flags and origin by name. */
interface Spelt {
  mode: Mode;
  envelopeType: EnvelopeType;
  censusOrigin: CensusOrigin;
}

/** Flags and origin in the contract's form. */
interface Packed {
  mode: number;
  envelopeType: number;
  censusOrigin: number;
}

/** What else a creator declares. */
interface Declared {
  /** The token whose holders vote (EVM census), otherwise the zero address. */
  token: Hex;
}

/** What else the contract stores. */
interface Kept {
  /** Who created the process, or the token whose holders vote. */
  entity: Hex;
  /** The open question of a serial process, from 0. */
  questionIndex: number;
}

/** The parameters of a new process. */
export type ProcessParams = Spelt & Common & Declared;
/** The parameters of a new process as the contract takes them (`ProcessParams` in Solidity). */
export type ContractParams = Packed & Common & Declared;
/** A process. */
export type Process = Spelt & Common & Kept & { status: Status };
/** A process as the contract gives it (`Process` in Solidity). */
export type ContractProcess = Packed & Common & Kept & { status: number };

const UINTS = {
  startBlock: 4,
  blockCount: 4,
  questionCount: 1,
  maxCount: 1,
  maxValue: 1,
  maxVoteOverwrites: 1,
  maxTotalCost: 2,
  costExponent: 2,
  evmBlockHeight: 32,
  balancePosition: 32,
  tokenId: 32,
} as const;

/** Checks the types that Solidity would check, and writes the address in lower case. */
function common(params: Common): Common {
  for (const [name, bytes] of Object.entries(UINTS)) {
    const value = params[name as keyof typeof UINTS];
    const kind = bytes === 32 ? "bigint" : "number";
    ensure(typeof value === kind, "bytes/uint", `${name} is a ${kind}`);
    uintBytes(value, bytes, name);
  }
  for (const name of ["metadata", "censusRoot", "censusUri"] as const) {
    ensure(typeof params[name] === "string", "process/text", `${name} is text`);
  }
  for (const name of ["censusKey", "paramsSignature"] as const) fixedHex(params[name], 32, name);
  return {
    startBlock: params.startBlock,
    blockCount: params.blockCount,
    questionCount: params.questionCount,
    maxCount: params.maxCount,
    maxValue: params.maxValue,
    maxVoteOverwrites: params.maxVoteOverwrites,
    maxTotalCost: params.maxTotalCost,
    costExponent: params.costExponent,
    evmBlockHeight: params.evmBlockHeight,
    balancePosition: params.balancePosition,
    tokenId: params.tokenId,
    censusKey: params.censusKey,
    settlement: toHex(addressBytes(params.settlement, "settlement")),
    paramsSignature: params.paramsSignature,
    metadata: params.metadata,
    censusRoot: params.censusRoot,
    censusUri: params.censusUri,
  };
}

function spelt({ mode, envelopeType, censusOrigin }: Packed): Spelt {
  ensure(isCensusOrigin(censusOrigin), "process/census-origin", "unknown census origin");
  return { mode: decodeMode(mode), envelopeType: decodeEnvelopeType(envelopeType), censusOrigin };
}

function declared({ token }: Declared): Declared {
  return { token: toHex(addressBytes(token, "token")) };
}

/**
 * The parameters as the contract takes them. Only types and ranges are checked here;
 * `checkParams` checks them against the contract's rules.
 * @throws PsephosError `process/mode`, `process/envelope-type`, `process/census-origin`, `bytes/uint`,
 *   `bytes/address`, `bytes/hex`, `process/text`
 */
export function encodeParams(params: ProcessParams): ContractParams {
  ensure(isCensusOrigin(params.censusOrigin), "process/census-origin", "unknown census origin");
  return {
    mode: encodeMode(params.mode),
    envelopeType: encodeEnvelopeType(params.envelopeType),
    censusOrigin: params.censusOrigin,
    ...declared(params),
    ...common(params),
  };
}

/**
 * The parameters of a new process, from the form that the contract takes.
 * @throws PsephosError as `encodeParams`
 */
export function decodeParams(params: ContractParams): ProcessParams {
  return { ...spelt(params), ...declared(params), ...common(params) };
}

/**
 * A process as read from the contract.
 * @throws PsephosError as `encodeParams`, and `process/status`
 */
export function decodeProcess(process: ContractProcess): Process {
  const { status, questionIndex } = process;
  ensure(isStatus(status), "process/status", "unknown status");
  uintBytes(questionIndex, 1, "questionIndex");
  return {
    ...spelt(process),
    entity: toHex(addressBytes(process.entity, "entity")),
    status,
    questionIndex,
    ...common(process),
  };
}
