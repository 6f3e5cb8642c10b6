/** The documents and lines of a bundle, each in its only form. docs/audit.md, section 3, has them for other languages. */
import { base64 } from "@scure/base";
import type { SignedRoot } from "../api/index.js";
import { scalarToHex, toHex } from "../bytes/index.js";
import type { Declaration, OpenedVote, ProcessView, RecordProof } from "../ledger/index.js";
import { scope } from "../process/index.js";
import { documentText } from "./manifest.js";

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
export function processText({ record, declaration }: Pick<ProcessView, "record" | "declaration">): string {
  const { contract, entity, index, params } = declaration;
  const { processId } = record;
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
    declaration: record.declaration,
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

/** A line of `heads.jsonl`. */
export const headLine = ({ height, stateRoot, validator, signature }: SignedRoot): string =>
  JSON.stringify({ height, stateRoot, validator, signature });

/** A transaction, and the height of its block. */
export interface PlacedTransaction {
  readonly height: number;
  readonly transaction: Uint8Array;
}

/** A line of `transactions.jsonl`. */
export const transactionLine = ({ height, transaction }: PlacedTransaction): string =>
  JSON.stringify({ height, transaction: base64.encode(transaction) });

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
