/** From a draft to the documents of a declaration: the questions, and the parameters. The rules are the library's; nothing is checked here. */
import type { Hex } from "../../src/bytes/index.js";
import {
  ballotShape,
  CensusOrigin,
  contentHash,
  formatContentUri,
  METADATA_VERSION,
  type ProcessMetadata,
  type ProcessParams,
} from "../../src/process/index.js";
import type { Draft, DraftText } from "./draft.js";

const ZERO_ADDRESS: Hex = `0x${"0".repeat(40)}`;
const ZERO_WORD: Hex = `0x${"0".repeat(64)}`;

/** What a draft's numbers of blocks and addresses are made from. */
export interface ChainNow {
  readonly height: number;
  /** The node's clock when that block was made, in milliseconds since 1970. */
  readonly time: number;
  /** Milliseconds from block to block. */
  readonly blockTime: number;
}

/** The census as the declaration has it. */
export interface DeclaredCensus {
  readonly root: Hex;
  readonly file: Uint8Array;
  readonly weighted: boolean;
  /** Of anonymous votes. */
  readonly censusKey: Hex | undefined;
  /** Whether its addresses register codes. */
  readonly registration: boolean;
}

/** The addresses of a file at nodes, and its hash. */
export function uriAt(nodes: readonly string[], file: Uint8Array): string {
  const hash = contentHash(file);
  const addresses = nodes.map((node) => `${node.replace(/\/$/, "")}/v1/content/${hash}`);
  return formatContentUri({ addresses, hash });
}

/** A text in all languages of a draft. A reader whose language is the main one finds it by its tag too, before any other that he reads. */
function localizedText(text: DraftText, languages: readonly string[]): ProcessMetadata["title"] {
  const [main] = languages as [string];
  const entries = languages.map((tag) => [tag, (text[tag] ?? "").trim()] as const);
  const first = entries[0]![1];
  return languages.length === 1
    ? { default: first }
    : { default: first, ...Object.fromEntries(entries), [main]: first };
}

const isWritten = (text: DraftText): boolean => Object.values(text).some((one) => one.trim() !== "");

/** The questions' document. @param headerImage its content URI. @param pages that of the manifest of the voters' pages */
export function metadataOf(
  draft: Draft,
  headerImage: string | undefined,
  pages: string | undefined,
): ProcessMetadata {
  const say = (text: DraftText) => localizedText(text, draft.languages);
  return {
    version: METADATA_VERSION,
    title: say(draft.title),
    ...(isWritten(draft.description) ? { description: say(draft.description) } : {}),
    ...(headerImage === undefined ? {} : { headerImage }),
    ...(pages === undefined ? {} : { pages }),
    layout: draft.layout,
    questions: draft.questions.map(({ title, choices }) => ({
      title: say(title),
      choices: choices.map((choice, value) => ({ title: say(choice), value })),
    })),
  };
}

/** Blocks of a time, rounded up. */
export const blocksOf = (milliseconds: number, { blockTime }: Pick<ChainNow, "blockTime">): number =>
  Math.max(1, Math.ceil(milliseconds / blockTime));

/** The block at which voting begins: 1 is as soon as possible, 0 is when the organiser says. */
function startBlock({ start }: Draft, now: ChainNow): number {
  if (start.kind === "by-hand") return 0;
  if (start.kind !== "at") return 1;
  const left = new Date(start.at).getTime() - now.time;
  return now.height + blocksOf(Math.max(0, left), now);
}

/** The parameters of the declaration. @param metadata its content URI */
export function paramsOf(
  draft: Draft,
  {
    metadata,
    questions,
    census,
    censusUri,
    now,
  }: {
    readonly metadata: string;
    readonly questions: ProcessMetadata;
    readonly census: DeclaredCensus;
    readonly censusUri: string;
    readonly now: ChainNow;
  },
): ProcessParams {
  const { questionCount, maxCount, maxValue } = ballotShape(questions, false);
  return {
    mode: {
      autoStart: draft.start.kind !== "by-hand",
      interruptible: draft.interruptible,
      dynamicCensus: false,
      encryptedMetadata: false,
      preRegister: census.registration,
    },
    envelopeType: {
      serial: false,
      anonymous: draft.anonymous,
      encryptedVotes: draft.sealed,
      uniqueValues: draft.layout === "multiple-choice",
      costFromWeight: false,
    },
    censusOrigin: census.weighted ? CensusOrigin.OFF_CHAIN_TREE_WEIGHTED : CensusOrigin.OFF_CHAIN_TREE,
    token: ZERO_ADDRESS,
    startBlock: startBlock(draft, now),
    blockCount: blocksOf(draft.minutes * 60_000, now),
    questionCount,
    maxCount: maxCount ?? draft.chosen,
    maxValue: maxValue ?? 0,
    maxVoteOverwrites: draft.changes,
    maxTotalCost: 0,
    costExponent: 10_000,
    evmBlockHeight: 0n,
    balancePosition: 0n,
    tokenId: 0n,
    censusKey: census.censusKey ?? ZERO_WORD,
    settlement: ZERO_ADDRESS,
    paramsSignature: ZERO_WORD,
    metadata,
    censusRoot: census.root,
    censusUri,
  };
}

const setFlags = (flags: object): Record<string, true> =>
  Object.fromEntries(Object.entries(flags).filter(([, on]) => on === true)) as Record<string, true>;

/** The parameters' file, as `psephos process create` takes it. */
export function paramsToJson(params: ProcessParams): string {
  const [origin] = Object.entries(CensusOrigin).find(([, value]) => value === params.censusOrigin)!;
  const { mode, envelopeType, startBlock, blockCount, questionCount, maxCount, maxValue } = params;
  const { maxVoteOverwrites, censusKey, metadata, censusRoot, censusUri } = params;
  const file = {
    mode: setFlags(mode),
    envelopeType: setFlags(envelopeType),
    censusOrigin: origin,
    ...{ startBlock, blockCount, questionCount, maxCount, maxValue, maxVoteOverwrites },
    ...(censusKey === ZERO_WORD ? {} : { censusKey }),
    ...{ metadata, censusRoot, censusUri },
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}
