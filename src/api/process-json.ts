/** Processes as the door shows them. */

import { base64 } from "@scure/base";
import { scalarToHex } from "../bytes/index.js";
import { type LedgerState, type LoggedVote, loggedVote, type ProcessView } from "../ledger/index.js";
import { Status, scope } from "../process/index.js";
import type { LogAnswer, ProcessAnswer, ProcessesAnswer } from "./schemas.js";

const STATUS_NAMES = Object.keys(Status) as (keyof typeof Status)[];

export const summaryJson = ({
  record,
  phase,
  start,
  end,
}: Omit<ProcessView, "results">): ProcessesAnswer["processes"][number] => ({
  processId: record.processId,
  number: record.number,
  phase,
  start: start ?? null,
  end: end ?? null,
  votes: record.logSize,
});

export function processJson(view: Omit<ProcessView, "results">): ProcessAnswer {
  const { record, declaration } = view;
  const { contract, entity, index, params } = declaration;
  const { processId, question } = record;
  return {
    ...summaryJson(view),
    contract,
    entity,
    index: index.toString(),
    params: {
      ...params,
      evmBlockHeight: params.evmBlockHeight.toString(),
      balancePosition: params.balancePosition.toString(),
      tokenId: params.tokenId.toString(),
    },
    status: STATUS_NAMES.find((name) => Status[name] === record.status)!,
    question,
    scope: scalarToHex(scope({ contract, processId, questionIndex: question })),
    roots: record.roots,
    voters: record.voters,
    registered: record.registry.size,
    registeredRoot: record.registry.censusRoot,
    keyAt: record.keyAt,
    withoutKey: record.withoutKey,
    rollup: record.rollup,
    counted: record.counted,
  };
}

const entryJson = ({ index, entry, votePackage }: LoggedVote): LogAnswer["entries"][number] => ({
  index,
  height: entry.height,
  voterId: entry.voterId,
  weight: entry.weight.toString(),
  nonce: entry.nonce,
  voteHash: scalarToHex(entry.voteHash),
  envelopeHash: scalarToHex(entry.envelopeHash),
  transaction: entry.transaction,
  votePackage: votePackage && base64.encode(votePackage),
});

/** A page of a process's log. */
export function logJson(state: LedgerState, process: ProcessView, from: number, count: number): LogAnswer {
  const size = process.record.logSize;
  const places = Array.from({ length: Math.max(0, Math.min(count, size - from)) }, (_, i) => from + i);
  return { from, size, entries: places.map((index) => entryJson(loggedVote(state, process, index)!)) };
}
