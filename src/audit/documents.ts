/** The documents and lines of a bundle, each in its only form. docs/audit.md, section 3, has them for other languages. */
import { base64 } from "@scure/base";
import type { SignedRoot } from "../api/index.js";
import { fixedHex, type Hex, scalarToHex, toHex } from "../bytes/index.js";
import { Refusal } from "../errors/index.js";
import { type Declaration, hashOfDeclaration, type OpenedVote, type RecordProof } from "../ledger/index.js";
import { parseJson, scope } from "../process/index.js";
import { documentText } from "./manifest.js";

/** A record of a chain with many processes and roots is far smaller. */
const MOST_RECORD = 32 * 2 ** 20;

function paramsJson({ params }: Declaration) {
  const { mode, envelopeType: type } = params;
  return {
    mode: {
      autoStart: mode.autoStart,
      interruptible: mode.interruptible,
      dynamicCensus: mode.dynamicCensus,
      encryptedMetadata: mode.encryptedMetadata,
      preRegister: mode.preRegister,
    },
    envelopeType: {
      serial: type.serial,
      anonymous: type.anonymous,
      encryptedVotes: type.encryptedVotes,
      uniqueValues: type.uniqueValues,
      costFromWeight: type.costFromWeight,
    },
    censusOrigin: params.censusOrigin,
    token: params.token,
    startBlock: params.startBlock,
    blockCount: params.blockCount,
    questionCount: params.questionCount,
    maxCount: params.maxCount,
    maxValue: params.maxValue,
    maxVoteOverwrites: params.maxVoteOverwrites,
    maxTotalCost: params.maxTotalCost,
    costExponent: params.costExponent,
    evmBlockHeight: params.evmBlockHeight.toString(),
    balancePosition: params.balancePosition.toString(),
    tokenId: params.tokenId.toString(),
    censusKey: params.censusKey,
    settlement: params.settlement,
    paramsSignature: params.paramsSignature,
    metadata: params.metadata,
    censusRoot: params.censusRoot,
    censusUri: params.censusUri,
  };
}

/** `process.json`. */
export function processText(processId: Hex, declaration: Declaration): string {
  const { contract, entity, index, params } = declaration;
  const questions = params.envelopeType.serial ? params.questionCount : 1;
  return documentText({
    processId,
    contract,
    entity,
    index: index.toString(),
    params: paramsJson(declaration),
    scopes: Array.from({ length: questions }, (_, questionIndex) =>
      scalarToHex(scope({ contract, processId, questionIndex })),
    ),
    declaration: hashOfDeclaration(declaration),
  });
}

/** `record.json`. @param stateRoot 32 bytes */
export function recordText(
  stateRoot: Uint8Array,
  { record, inclusion, height, listsHash }: RecordProof,
): string {
  const { index, size, path } = inclusion;
  return documentText({
    height,
    stateRoot: toHex(stateRoot),
    record: base64.encode(record),
    inclusion: { index, size, path: path.map(toHex) },
    listsHash: toHex(listsHash),
  });
}

const malformed = (
  code: "audit/history" | "audit/record" | "audit/rollup" | "audit/signed",
  what: string,
): never => {
  throw new Refusal(code, `${what} is not in its form`);
};

function jsonOf(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  const document = parseJson(bytes, { maxBytes: MOST_RECORD, integers: true });
  return (typeof document === "object" && document !== null ? document : {}) as Record<string, unknown>;
}

/** Reads `record.json` in its only form. @throws PsephosError `audit/record` */
export function parseRecord(bytes: Uint8Array): {
  readonly proof: RecordProof;
  readonly stateRoot: Uint8Array;
} {
  try {
    const { height, stateRoot, record, inclusion, listsHash } = jsonOf(bytes);
    const { index, size, path } = inclusion as { index: number; size: number; path: unknown[] };
    const proof: RecordProof = {
      record: base64.decode(record as string),
      inclusion: { index, size, path: path.map((hash) => fixedHex(hash, 32, "a hash")) },
      height: height as number,
      listsHash: fixedHex(listsHash, 32, "a hash"),
    };
    const read = { proof, stateRoot: fixedHex(stateRoot, 32, "a root") };
    if (recordText(read.stateRoot, proof) === new TextDecoder().decode(bytes)) return read;
  } catch {
    // told below
  }
  return malformed("audit/record", "record.json");
}

/** A line of `heads.jsonl`. */
export const headLine = ({ height, stateRoot, validator, signature }: SignedRoot): string =>
  JSON.stringify({ height, stateRoot, validator, signature });

/** Reads a line of `heads.jsonl`. @throws PsephosError `audit/signed` */
export function parseHeadLine(line: string): SignedRoot {
  try {
    const head = JSON.parse(line) as SignedRoot;
    fixedHex(head.stateRoot, 32, "a root");
    fixedHex(head.validator, 32, "a key");
    fixedHex(head.signature, 64, "a signature");
    if (Number.isSafeInteger(head.height) && headLine(head) === line) return head;
  } catch {
    // told below
  }
  return malformed("audit/signed", "a line of heads.jsonl");
}

/** A transaction, and the height of its block. */
export interface PlacedTransaction {
  readonly height: number;
  readonly transaction: Uint8Array;
}

/** A line of `transactions.jsonl`. */
export const transactionLine = ({ height, transaction }: PlacedTransaction): string =>
  JSON.stringify({ height, transaction: base64.encode(transaction) });

const TRANSACTION = /^\{"height":(0|[1-9]\d{0,15}),"transaction":"([A-Za-z0-9+/=]+)"\}$/;

/** Whether a line of `transactions.jsonl` has its form, without the cost of an error for each that has not. */
export const hasTransactionForm = (line: string): boolean => TRANSACTION.test(line);

/** Reads a line of `transactions.jsonl`. @throws PsephosError `audit/history` */
export function parseTransactionLine(line: string): PlacedTransaction {
  const [, height, text] =
    TRANSACTION.exec(line) ?? malformed("audit/history", "a line of transactions.jsonl");
  try {
    return { height: Number(height), transaction: base64.decode(text!) }; // refuses bits left over
  } catch {
    return malformed("audit/history", "a line of transactions.jsonl");
  }
}

/** A line of `rollup-transactions.jsonl`. */
export const signedLine = (transaction: Uint8Array): string =>
  JSON.stringify({ transaction: base64.encode(transaction) });

/** The transactions of `rollup-transactions.jsonl`. @throws PsephosError `audit/rollup` */
export function parseSignedLines(text: string): Uint8Array[] {
  const lines = text.split("\n");
  try {
    const transactions = lines.slice(0, -1).map((line) => {
      const { transaction } = JSON.parse(line) as { readonly transaction: string };
      return base64.decode(transaction);
    });
    if (transactions.map((one) => `${signedLine(one)}\n`).join("") === text) return transactions;
  } catch {
    // told below
  }
  return malformed("audit/rollup", "rollup-transactions.jsonl");
}

/** A line of `votes.jsonl`. */
export const voteLine = ({ index, question, entry, counts, ballot }: OpenedVote): string =>
  JSON.stringify({
    index,
    height: entry.height,
    question,
    voterId: entry.voterId,
    weight: entry.weight.toString(),
    nonce: entry.nonce,
    voteHash: scalarToHex(entry.voteHash),
    envelopeHash: scalarToHex(entry.envelopeHash),
    transaction: entry.transaction,
    counts,
    ballot,
  });
