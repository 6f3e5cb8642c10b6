import { formatEther, zeroAddress } from "viem";
import { getBlockNumber } from "viem/actions";
import type { Hex } from "../../bytes/index.js";
import { isFinal, readBond, readTurn } from "../../evm/index.js";
import { insecureRollupKeys, readOpenRollup } from "../../rollup/index.js";
import type { Leaf } from "../command.js";
import type { Context } from "../context.js";
import { assertProcessId, PROCESS_ID, READING } from "../options.js";
import { type ChainOptions, reader } from "../wallet.js";
import { closedTally } from "./closed-tally.js";

interface Standing {
  readonly closing: bigint;
  readonly inclusionEnd: bigint;
  readonly openingEnd: bigint;
  readonly poster: Hex;
  readonly closed: boolean;
  readonly deadline: bigint;
  readonly final: boolean;
}

/** A rollup's phase, in words. */
function phaseOf(block: bigint, standing: Standing): string {
  if (standing.final) return "final";
  if (block < standing.closing) return "voting";
  if (block < standing.inclusionEnd) return "votes can be included";
  if (block < standing.openingEnd) return "ballots can be published";
  if (standing.poster === zeroAddress) return "waiting for a poster";
  const over = block >= standing.deadline;
  if (standing.closed) return over ? "waiting for answers" : "posted, can be challenged";
  return over ? "late" : "being posted";
}

async function showStatus({ output }: Context, id: string, options: ChainOptions): Promise<void> {
  const processId = assertProcessId(id);
  const client = await reader(options);
  const rollup = await readOpenRollup(client, options.contract, processId);
  const { contracts, terms } = rollup;
  const block = await getBlockNumber(client);
  const turn = await readTurn(client, contracts, processId);
  const final = await isFinal(client, contracts, processId);
  const tally = await closedTally(client, rollup, processId, turn);
  const insecureKeys = insecureRollupKeys({}, terms);
  const phase = phaseOf(block, { ...terms, ...turn, final });
  output.field("phase", phase);
  output.field("block", block);
  output.field(
    "closing",
    `${terms.closing}, votes until ${terms.inclusionEnd}, ballots until ${terms.openingEnd}`,
  );
  output.field("oracles", terms.signatures === 0 ? "none have to sign" : `${terms.signatures} have to sign`);
  output.field(
    "bonds",
    `${formatEther(await readBond(client, contracts, processId))} to post, ${formatEther(terms.demandBond)} to demand`,
  );
  output.field("insecure keys", insecureKeys.join(", ") || "none");
  output.field("void turns", turn.number);
  if (turn.poster !== zeroAddress) {
    output.field("poster", turn.poster);
    output.field("posted", `${turn.batches} batches, ${turn.votes} votes`);
    output.field("open demands", turn.openDemands);
    output.field(turn.closed ? "challenges until block" : "posting until block", turn.deadline);
  }
  if (tally) {
    output.field(final ? "votes" : "votes, if nobody challenges", tally[0]!);
    output.field("invalid weight", tally[1]!);
  }
  output.result({ processId, ...contracts, phase, block, terms, insecureKeys, turn, final, tally });
}

export const status: Leaf = {
  name: "status",
  description: "show a rollup's phase, its windows and its tally",
  arguments: [PROCESS_ID],
  options: READING,
  examples: ["psephos rollup status 0x… --contract 0x…"],
  handler: showStatus,
};
