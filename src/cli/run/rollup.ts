/** `psephos rollup open`, `status` and `settle`. */

import { formatEther, parseEther, zeroAddress } from "viem";
import { getBlockNumber } from "viem/actions";
import { costTable } from "../../ballot/index.js";
import type { Hex } from "../../bytes/index.js";
import { ensure } from "../../errors/index.js";
import {
  type ChainReader,
  ContractRefusal,
  decodeTally,
  isFinal,
  RollupAccount,
  type RollupTurn,
  readBond,
  readClosedTally,
  readDeployment,
  readProcess,
  readResults,
  readTurn,
  readVerifier,
  settleProvenResults,
} from "../../evm/index.js";
import type { Process } from "../../process/index.js";
import { insecureRollupKeys, tallyInstance } from "../../rollup/index.js";
import { type CensusKeyOptions, keyAtHand } from "../census-key.js";
import { loadVerifyingCircuit } from "../circuit.js";
import type { Context } from "../context.js";
import { rollupInstances } from "../rollup-instances.js";
import { type ChainOptions, reader, type WriterOptions, writer } from "../wallet.js";
import { assertProcessId } from "./chain.js";
import { checkKeysToOpen, warnOfInsecure } from "./rollup-keys.js";
import { collect } from "./rollup-money.js";
import { type OpenRollup, openRollupOf, rollupOf } from "./rollup-support.js";

export interface OpenOptions extends WriterOptions, CensusKeyOptions {
  readonly instance: string;
  /** Blocks from now to the end of voting. */
  readonly closingIn: number;
  readonly inclusion: number;
  readonly opening: number;
  readonly posting: number;
  readonly challenge: number;
  readonly answer: number;
  /** Ether. */
  readonly bond: string;
  readonly demandBond: string;
  readonly signatures: number;
}

/** Costs that the entity has to declare: those of an exponent that is not whole. */
function declaredCosts({ maxValue, maxTotalCost, costExponent, envelopeType }: Process): bigint[] {
  const limited = envelopeType.costFromWeight || maxTotalCost > 0;
  return limited && costExponent % 10_000 !== 0 ? costTable(maxValue, costExponent) : [];
}

function ether(text: string): bigint {
  ensure(/^[0-9]{1,9}(\.[0-9]{1,18})?$/.test(text), "cli/usage", "a bond is a number of ether, as 0.5");
  return parseEther(text);
}

export async function runOpen(
  { output, signal }: Context,
  id: string,
  options: OpenOptions,
): Promise<undefined> {
  const processId = assertProcessId(id);
  const client = await writer(options);
  const process = await readProcess(client, options.contract, processId);
  const contracts = await rollupOf(client, process);
  const { name, open: openName } = tallyInstance(options.instance);
  const load = (circuit: string) => loadVerifyingCircuit(circuit, output, signal, options.artifacts);
  const [batch, open] = [await load(name), await load(openName)];
  const { insecure } = await readVerifier(client, contracts, process.censusKey);
  checkKeysToOpen(output, { batch, open }, insecure, options);
  const declaration = {
    instance: BigInt(rollupInstances().findIndex(({ batchCircuit }) => batchCircuit === name)),
    batchKeyHash: keyAtHand(batch).keyHash,
    openKeyHash: keyAtHand(open).keyHash,
    closing: (await getBlockNumber(client)) + BigInt(options.closingIn),
    inclusion: options.inclusion,
    opening: options.opening,
    posting: options.posting,
    challenge: options.challenge,
    answer: options.answer,
    posterBond: ether(options.bond),
    demandBond: ether(options.demandBond),
    signatures: options.signatures,
    costTable: declaredCosts(process),
  };
  const { gasUsed } = await output.step("Opening the rollup", () =>
    new RollupAccount(client, contracts).open(processId, declaration),
  );
  if (options.signatures === 0) {
    output.warn(
      "No oracle has to sign: whoever posts chooses which votes are counted, but for those put on chain.",
    );
  }
  output.field("rollup", contracts.rollup);
  output.field("closing block", declaration.closing);
  output.result({ processId, ...contracts, closing: declaration.closing, gas: gasUsed });
  return undefined;
}

/** The tally of a turn that is closed: looked for only where it can be, since nodes refuse to search a whole chain. */
async function closedTally(
  client: ChainReader,
  { contracts, terms }: OpenRollup,
  processId: Hex,
  { number, closed }: RollupTurn,
) {
  if (!closed) return undefined;
  const at = { processId, turn: BigInt(number), fromBlock: terms.openingEnd };
  return readClosedTally(client, contracts, at);
}

export async function runStatus({ output }: Context, id: string, options: ChainOptions): Promise<undefined> {
  const processId = assertProcessId(id);
  const client = await reader(options);
  const rollup = await openRollupOf(client, options.contract, processId);
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
  return undefined;
}

interface Standing {
  readonly closing: bigint;
  readonly inclusionEnd: bigint;
  readonly openingEnd: bigint;
  readonly poster: Hex;
  readonly closed: boolean;
  readonly deadline: bigint;
  readonly final: boolean;
}

/** Where a rollup stands, in words. */
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

/** Whether the process has results already, of this tally or another. */
function isSettled(client: ChainReader, processes: Hex, processId: Hex): Promise<boolean> {
  return readResults(client, processes, processId).then(
    () => true,
    (error: unknown) => {
      if (error instanceof ContractRefusal && error.rule === "NoResults") return false;
      throw error;
    },
  );
}

/** Money first: whatever keeps the results from being settled keeps nobody's bond. */
export async function runSettle(context: Context, id: string, options: WriterOptions): Promise<undefined> {
  const { output } = context;
  const processId = assertProcessId(id);
  const client = await writer(options);
  const process = await readProcess(client, options.contract, processId);
  const rollup = await openRollupOf(client, options.contract, processId);
  const { contracts } = rollup;
  const withdrawn = await collect(context, client, [rollup, processId]);
  warnOfInsecure(output, insecureRollupKeys({}, rollup.terms));
  const turn = await readTurn(client, contracts, processId);
  ensure(
    await isFinal(client, contracts, processId),
    "cli/not-final",
    "the tally is not final yet: it is not posted, or can still be challenged, or a demand is open",
    "psephos rollup status tells how far it is.",
  );
  const tally = (await closedTally(client, rollup, processId, turn))!;
  const shape = { parts: 1, fields: process.maxCount, values: process.maxValue + 1 };
  const parts = decodeTally(tally, shape)!;
  const { results } = await readDeployment(client, process.instance);
  const settled = await isSettled(client, process.instance, processId);
  let gas = 0n;
  if (settled) output.line("The results are settled already.");
  else {
    const settle = () => settleProvenResults(client, results, processId, parts);
    gas = (await output.step("Settling the results", settle)).gasUsed;
  }
  output.field("votes", tally[0]!);
  output.field("invalid weight", tally[1]!);
  output.result({ processId, tally, settled: !settled, withdrawn, gas });
  return undefined;
}
