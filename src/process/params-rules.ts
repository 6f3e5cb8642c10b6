/**
 * The process contract's rules for a new process. Each has the name of the contract's custom
 * error, and they are tried in the contract's order, so the answer for any parameters is the same here and
 * there (`test/vectors/process-params.json`). Only the chain can check the rest: whether the instance
 * is active, the token registered, the snapshot past, the settlement registered and the price paid.
 */
import { Refusal } from "../errors/index.js";
import {
  CensusOrigin,
  isCensusOrigin,
  isEvmOrigin,
  isTreeOrigin,
  isWeightedOrigin,
} from "./census-origin.js";
import { ENVELOPE_FLAGS, type EnvelopeType, MODE_FLAGS, type Mode } from "./flags.js";
import type { ContractParams } from "./params.js";

/** A ballot has at most this many fields. */
export const MAX_COUNT = 100;

const bit = (names: readonly string[], name: string) => 1 << names.indexOf(name);
const has = (bits: number, names: readonly string[], name: string) => (bits & bit(names, name)) !== 0;
const mode = (it: ContractParams, flag: keyof Mode) => has(it.mode, MODE_FLAGS, flag);
const envelope = (it: ContractParams, flag: keyof EnvelopeType) => has(it.envelopeType, ENVELOPE_FLAGS, flag);
const evm = (it: ContractParams) => isCensusOrigin(it.censusOrigin) && isEvmOrigin(it.censusOrigin);
const tree = (it: ContractParams) => isCensusOrigin(it.censusOrigin) && isTreeOrigin(it.censusOrigin);
const weighted = (it: ContractParams) => isCensusOrigin(it.censusOrigin) && isWeightedOrigin(it.censusOrigin);
const isZero = (hex: string) => /^0x0*$/.test(hex);

/** Each rule: when it is broken, and its message. In the contract's order. */
const RULES = {
  UnknownModeFlags: [(it) => it.mode >= 1 << MODE_FLAGS.length, "the mode has unknown bits"],
  UnknownEnvelopeFlags: [
    (it) => it.envelopeType >= 1 << ENVELOPE_FLAGS.length,
    "the envelope type has unknown bits",
  ],
  UnknownCensusOrigin: [(it) => !isCensusOrigin(it.censusOrigin), "unknown census origin"],
  StartBlockMissing: [
    (it) => mode(it, "autoStart") && it.startBlock === 0,
    "a process that starts by itself needs a start block",
  ],
  BlockCountMissing: [
    (it) => !mode(it, "interruptible") && it.blockCount === 0,
    "a process that cannot be interrupted needs a block count",
  ],
  QuestionCountMissing: [(it) => it.questionCount === 0, "a process has at least one question"],
  MaxCountOutOfRange: [
    (it) => it.maxCount < 1 || it.maxCount > MAX_COUNT,
    `a ballot has 1 to ${MAX_COUNT} fields`,
  ],
  MetadataMissing: [(it) => it.metadata === "", "a process needs its metadata's URI"],
  CensusRootMissing: [(it) => it.censusRoot === "", "a process needs a census root"],
  CensusUriMissing: [
    (it) => tree(it) && it.censusUri === "",
    "a census tree needs the URI where it is published",
  ],
  PreRegisterNeedsAnonymous: [
    (it) => mode(it, "preRegister") && !envelope(it, "anonymous"),
    "registration is for anonymous processes",
  ],
  CostFromWeightNeedsWeights: [
    (it) => envelope(it, "costFromWeight") && !weighted(it),
    "a cost from the weight needs a census with weights",
  ],
  CensusKeyMissing: [
    (it) => envelope(it, "anonymous") && isZero(it.censusKey),
    "an anonymous process names the verification key of its census proofs",
  ],
  CensusKeyUnexpected: [
    (it) => !envelope(it, "anonymous") && !isZero(it.censusKey),
    "only an anonymous process names a verification key",
  ],
  TokenUnexpected: [(it) => !evm(it) && !isZero(it.token), "only a census of token holders names a token"],
  SnapshotUnexpected: [
    (it) => !evm(it) && it.evmBlockHeight !== 0n,
    "only a census of token holders has a snapshot block",
  ],
  BalancePositionUnexpected: [
    (it) => !evm(it) && it.balancePosition !== 0n,
    "only a census of token holders names where a token keeps its balances",
  ],
  EvmCensusNeedsAutoStart: [
    (it) => evm(it) && !mode(it, "autoStart"),
    "a process of token holders must have autoStart: it has no owner",
  ],
  EvmCensusInterruptible: [
    (it) => evm(it) && mode(it, "interruptible"),
    "a process of token holders cannot be interrupted: it has no owner",
  ],
  EvmCensusDynamic: [
    (it) => evm(it) && mode(it, "dynamicCensus"),
    "a census of token holders cannot be replaced",
  ],
  EvmCensusSerial: [
    (it) => evm(it) && envelope(it, "serial"),
    "a process of token holders cannot be serial: it has no owner to open its questions",
  ],
  EvmCensusAnonymousNeedsPreRegister: [
    (it) => evm(it) && envelope(it, "anonymous") && !mode(it, "preRegister"),
    "token holders need a registration to vote anonymously",
  ],
  TokenMissing: [(it) => evm(it) && isZero(it.token), "a census of token holders names its token"],
  SnapshotMissing: [
    (it) => evm(it) && it.evmBlockHeight === 0n,
    "a census of token holders needs a snapshot block",
  ],
  TokenIdUnexpected: [
    (it) => it.tokenId !== 0n && it.censusOrigin !== CensusOrigin.ERC1155,
    "only a census of ERC-1155 holders names a token id",
  ],
} as const satisfies Record<string, readonly [(params: ContractParams) => boolean, string]>;

/** A rule for new processes: the name of the contract's custom error. */
export type ParamsRule = keyof typeof RULES;

/** The rules in the order in which they are tried. */
export const PARAMS_RULES = Object.keys(RULES) as readonly ParamsRule[];

/** `ok`, or the first rule that these parameters break. */
export function paramsVerdict(params: ContractParams): "ok" | ParamsRule {
  return PARAMS_RULES.find((rule) => RULES[rule][0](params)) ?? "ok";
}

type Hyphenated<Name> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `-${Lowercase<First>}`}${Hyphenated<Rest>}`
  : Name;

/** The code of a broken rule: `process/question-count-missing` for `QuestionCountMissing`. */
export type ParamsCode = `process/${Hyphenated<Uncapitalize<ParamsRule>>}`;

function ruleCode(rule: ParamsRule): ParamsCode {
  return `process/${rule.replace(/(?!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase()}` as ParamsCode;
}

/**
 * Checks parameters against the contract's rules.
 * @throws PsephosError with the code of the first rule broken, `process/` and its name in lower case with
 *   hyphens: `process/question-count-missing`
 */
export function checkParams(params: ContractParams): void {
  const verdict = paramsVerdict(params);
  if (verdict !== "ok") throw new Refusal(ruleCode(verdict), RULES[verdict][1]);
}
