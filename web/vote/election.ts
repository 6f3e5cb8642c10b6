/** An election as the voter's page shows it, from what a node shows. */
import type { Head } from "../../src/api/index.js";
import type { NodeProcess } from "../../src/lightclient/index.js";
import { isTreeOrigin, type ProcessMetadata } from "../../src/process/index.js";
import type { Election, ElectionState } from "./booth-types.js";
import type { Place } from "./census.js";

export function electionOf({ node, shown }: Place, metadata: ProcessMetadata): Election {
  const { params, contract, entity } = shown.declaration;
  const { envelopeType, mode } = params;
  const { title, description, layout, questions } = metadata;
  return {
    processId: shown.answer.processId,
    contract,
    organiser: entity,
    chainId: node.genesis.evm?.chainId,
    title,
    description,
    layout,
    questions: envelopeType.serial
      ? questions.slice(shown.answer.question, shown.answer.question + 1)
      : questions,
    maxCount: params.maxCount,
    maxValue: params.maxValue,
    maxTotalCost: params.maxTotalCost,
    costExponent: params.costExponent,
    costFromWeight: envelopeType.costFromWeight,
    uniqueValues: envelopeType.uniqueValues,
    maxVoteOverwrites: params.maxVoteOverwrites,
    anonymous: envelopeType.anonymous,
    listed: isTreeOrigin(params.censusOrigin),
    sealed: envelopeType.encryptedVotes,
    preRegister: mode.preRegister,
  };
}

/** How it stands. @param head the node's last block */
export function stateOf({ answer }: NodeProcess, head: Pick<Head, "height" | "time">): ElectionState {
  const { phase, start, end, votes, voters, registered, keyAt, params } = answer;
  const hasKey = keyAt > 0 || !params.envelopeType.encryptedVotes;
  return { phase, start, end, height: head.height, time: head.time, votes, voters, registered, hasKey };
}
