/** The end of the example: the count is proved and settled on chain; then a poster cheats and is caught. */
import { formatEther, zeroHash } from "viem";
import type { AcceptedVote, Results, VotingProcess } from "../../ballot/index.js";
import type { Hex } from "../../bytes/index.js";
import { ensureAble } from "../../errors/index.js";
import {
  decodeTally,
  RollupAccount,
  readClaim,
  readInbox,
  readResults,
  readTerms,
  readTurn,
  settleProvenResults,
  VOID_REASONS,
  votesTypedData,
} from "../../evm/index.js";
import {
  planRollup,
  proveBatches,
  proveOpening,
  type RollupPlan,
  type RollupTranscript,
  rollupTranscript,
  TALLY_8,
  transcriptBatches,
  transcriptTally,
  type WatchReport,
  watchOnce,
} from "../../rollup/index.js";
import type { Context } from "../context.js";
import { grouped } from "../show.js";
import { dim, green, styled } from "../style.js";
import type { Stage, StageCircuits, StageWallet } from "./stage.js";
import { tellDone, tellHeading, tellRefused } from "./tell.js";

/** The outcome of settling. */
export interface Settlement {
  readonly batches: number;
  readonly gas: {
    readonly takeTurn: bigint;
    readonly post: bigint;
    readonly close: bigint;
    readonly settle: bigint;
  };
  /** As the results contract has it: voteCount, invalid, counts. */
  readonly tally: readonly bigint[];
}

/** What became of the poster who cheats. */
export interface Caught {
  readonly withoutSignatures: string;
  readonly demanded: { readonly batch: number; readonly slot: number };
  readonly reason: string;
  /** What the poster lost and the watcher may withdraw, wei. */
  readonly bondLost: bigint;
  readonly watcherGets: bigint;
}

interface Scene {
  readonly stage: Stage;
  readonly circuits: StageCircuits;
  readonly process: VotingProcess;
  readonly votes: readonly AcceptedVote[];
  /** The voting chain's count of them. */
  readonly results: Results;
}

/** A count as the results contract has it: voteCount, invalid, counts. */
function countedTally({ votes, results: { questions } }: Scene): bigint[] {
  const counts = questions.flatMap(({ results }) => results.map(({ count }) => BigInt(count)));
  return [BigInt(votes.length), BigInt(questions[0]!.invalid), ...counts];
}

const planOf = ({ process }: Scene, votes: readonly AcceptedVote[]): RollupPlan =>
  planRollup(TALLY_8, process, votes);

async function prove(
  { output, signal }: Context,
  { circuits }: Scene,
  plan: RollupPlan,
  what: string,
): Promise<RollupTranscript> {
  return output.step(what, async (progress) => {
    const onProgress = (done: number, total: number) => progress(`${done}/${total}`);
    const batches = await proveBatches(plan, circuits.batch, { signal, onProgress });
    return rollupTranscript(plan, batches, await proveOpening(plan, circuits.open, { signal }));
  });
}

/** Two oracles' signatures over a plan's votes, in the order of their addresses. Nothing can be put on chain any more. */
async function sign({ stage, process }: Scene, plan: RollupPlan): Promise<Hex[]> {
  const { processId } = process;
  const { votesDigest, last } = plan;
  const domain = { rollup: stage.rollup.rollup, chainId: stage.chainId };
  const { inclusions } = readInbox(stage.people.organiser, stage.rollup);
  if ((await inclusions(processId)).seal === zeroHash) {
    await new RollupAccount(stage.people.organiser, stage.rollup).sealInclusion(processId);
  }
  const { seal } = await inclusions(processId);
  const statement = { processId, votesDigest, voteCount: last.voteCount, inclusionSeal: seal };
  const data = votesTypedData(domain, statement);
  const signers = stage.people.oracles
    .slice(0, 2)
    .sort((a, b) => (BigInt(a.address) < BigInt(b.address) ? -1 : 1));
  return Promise.all(signers.map((oracle) => oracle.signTypedData(data)));
}

/** Mines up to a block. */
async function mineTo(client: StageWallet, block: bigint): Promise<void> {
  const blocks = Number(block - (await client.getBlockNumber()));
  if (blocks > 0) await client.mine({ blocks });
}

async function post(scene: Scene, by: StageWallet, plan: RollupPlan, transcript: RollupTranscript) {
  const { processId } = scene.process;
  const { votesDigest, last } = plan;
  const account = new RollupAccount(by, scene.stage.rollup);
  const { posterBond } = await readTerms(by, scene.stage.rollup, processId);
  const statement = { processId, votesDigest, voteCount: last.voteCount };
  const taken = await account.takeTurn(statement, await sign(scene, plan), posterBond);
  const posted = await account.post(processId, 0, transcriptBatches(transcript));
  const { tally, proof } = transcriptTally(transcript);
  const closed = await account.close(processId, tally, proof);
  return { tally, takeTurn: taken.gasUsed, post: posted.gasUsed, close: closed.gasUsed };
}

/** Proves the count, posts it, waits for challenges and settles. */
export async function settleOnChain(context: Context, scene: Scene): Promise<Settlement> {
  const { output } = context;
  const { people, rollup, contracts, processId } = scene.stage;
  const plan = planOf(scene, scene.votes);
  tellHeading(output, "The count is proved, and settled on the chain");
  const transcript = await prove(context, scene, plan, `Proving the count, ${plan.batches.length} batches`);
  const { openingEnd } = await readTerms(people.poster, rollup, processId);
  await mineTo(people.organiser, openingEnd);
  const { tally, ...gas } = await output.step("Posting the batches", () =>
    post(scene, people.poster, plan, transcript),
  );
  const seen = await watch(scene, scene.votes);
  ensureAble(
    seen.actions.length === 0 && seen.compared === scene.votes.length,
    "cli/chain-disagrees",
    "the watcher challenges an honest posting",
  );
  await mineTo(people.organiser, seen.turn.deadline);
  const { maxCount, maxValue } = plan.process.ballot;
  const parts = decodeTally(tally, { parts: 1, fields: maxCount, values: maxValue + 1 })!;
  const { gasUsed } = await settleProvenResults(people.watcher, contracts.results, processId, parts);
  const account = new RollupAccount(people.poster, rollup);
  await account.release(processId);
  await account.withdraw(people.poster.account.address);
  const settled = await readResults(people.watcher, contracts.processes, processId);
  ensureAble(settled.proven, "cli/chain-disagrees", "the results are not the proven ones");
  const counted = countedTally(scene);
  ensureAble(
    settled.tally.length === counted.length && settled.tally.every((number, i) => number === counted[i]),
    "cli/chain-disagrees",
    "the results on the EVM are not those of the voting chain",
  );
  const total = gas.takeTurn + gas.post + gas.close + gasUsed;
  tellDone(
    output,
    styled`settled: ${scene.votes.length} votes in ${plan.batches.length} batches, signed by two oracles, with the same result; nobody challenged it ${dim(`(${grouped(total)} gas)`)}`,
  );
  return { batches: plan.batches.length, gas: { ...gas, settle: gasUsed }, tally: settled.tally };
}

function watch({ stage }: Scene, votes: readonly AcceptedVote[]): Promise<WatchReport> {
  const { rollup, processId, people } = stage;
  const calls = new RollupAccount(people.watcher, rollup);
  return watchOnce({
    client: people.watcher,
    contracts: rollup,
    processId,
    votes,
    // The voting chain verified each of them.
    holds: async () => true,
    account: { calls, address: people.watcher.account.address },
  });
}

/** A vote that nobody cast: an accepted one's proof under a nullifier of the poster's own, to which no ballot opens. */
function inventVote(vote: AcceptedVote): AcceptedVote {
  return { ...vote, nullifier: vote.nullifier + 1n, weight: 1_000_000n, ballot: null };
}

/**
 * Posts a count with one invented vote that the oracles sign, and watches it being caught. To be
 * called where the honest turn has not begun: on a snapshot taken then.
 */
export async function catchCheat(context: Context, scene: Scene): Promise<Caught> {
  const { output } = context;
  const { people, rollup, processId } = scene.stage;
  const honest = scene.votes;
  const plan = planOf(scene, [...honest, inventVote(honest[0]!)]);
  tellHeading(output, "A poster tries to settle a false count");
  const transcript = await prove(context, scene, plan, "Proving a count with a vote that nobody cast");
  const terms = await readTerms(people.cheat, rollup, processId);
  await mineTo(people.organiser, terms.openingEnd);
  const statement = { processId, votesDigest: plan.votesDigest, voteCount: plan.last.voteCount };
  await sign(scene, plan); // so that nothing but the signatures is missing
  const withoutSignatures = await new RollupAccount(people.cheat, rollup)
    .takeTurn(statement, [], terms.posterBond)
    .then(
      () => "accepted",
      (error: unknown) => (error as { rule?: string }).rule ?? "failed",
    );
  await post(scene, people.cheat, plan, transcript);
  const first = await watch(scene, honest);
  const [demand] = first.actions;
  ensureAble(
    first.actions.length === 1 && demand?.kind === "demand",
    "cli/chain-disagrees",
    "the watcher did not see the invented vote",
  );
  await mineTo(people.organiser, first.block + 1n + BigInt(terms.answer));
  const second = await watch(scene, honest);
  ensureAble(second.actions[0]?.kind === "end-unanswered", "cli/chain-disagrees", "the invented vote stands");
  const turn = await readTurn(people.watcher, rollup, processId);
  ensureAble(turn.number === 1, "cli/chain-disagrees", "the cheat's batches are not void");
  const watcherGets = await readClaim(people.watcher, rollup, people.watcher.account.address);
  const [batch, slot] = [demand.batch!, demand.slot!];
  ensureAble(
    withoutSignatures === "SignaturesTooFew",
    "cli/chain-disagrees",
    `a turn without signatures is answered by ${withoutSignatures}`,
  );
  tellRefused(
    output,
    "posting without the oracles' signatures",
    "the contract requires two oracles' signatures",
  );
  tellDone(
    output,
    styled`${green("false count caught:")} two oracles signed it, and one of its votes was never cast (batch ${batch}, slot ${slot})`,
  );
  output.paragraph(
    `a watcher demanded that vote and the poster could not show it: the contract voided the batches, took the poster's bond of ${formatEther(terms.posterBond)} ether, and owes the watcher ${formatEther(watcherGets)} ether`,
    { indent: 4 },
  );
  return {
    withoutSignatures,
    demanded: { batch, slot },
    reason: VOID_REASONS[1],
    bondLost: terms.posterBond,
    watcherGets,
  };
}
