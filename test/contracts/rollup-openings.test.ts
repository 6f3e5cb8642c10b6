// Which ballots are opened, what numbers votes may have, and what a lying node may hide: attacks of a second reader, each of which
// once gave a wrong tally, or took an honest poster's bond.
import assert from "node:assert/strict";
import {
  createPublicClient,
  custom,
  decodeFunctionData,
  encodeFunctionResult,
  type Hex,
  keccak256,
  numberToHex,
} from "viem";
import {
  readBond,
  readInbox,
  readIncludedVotes,
  readPublishedBallots,
  readTerms,
  voteInboxAbi,
} from "../../src/evm/index.js";
import {
  ensurePublishedOpened,
  ensureRollupCensus,
  findIncluded,
  planRollup,
  sealInclusions,
  watchOnce,
  withOnChainVotes,
} from "../../src/rollup/index.js";
import { rejectsCode, throwsCode } from "../support/errors.js";
import { rollupDeployment } from "./rollup-deployment.js";
import type { TestVote } from "./rollup-votes.js";
import { DEMAND_BOND, RollupWorld, WINDOWS } from "./rollup-world.js";
import { afresh, refused } from "./support.js";

describe("contracts: what a rollup opens, and which votes it takes", () => {
  const made = afresh(() => rollupDeployment());
  let world: RollupWorld;
  const withheld = (votes: readonly TestVote[], hide: (vote: TestVote) => boolean) =>
    votes.map((vote) => (hide(vote) ? { ...vote, ballot: null } : vote));

  beforeEach(async () => {
    world = await RollupWorld.open(made());
  });

  describe("oracles' signatures", () => {
    it("do not fit batches that leave ballots unopened which the oracles opened", async () => {
      const honest = world.votes(10);
      const plan = world.plan(honest);
      const cheat = world.plan(withheld(honest, ({ votes }) => votes[0] !== 1));
      assert.notDeepEqual(world.tally(cheat), world.tally(plan));
      assert.notEqual(cheat.votesDigest, plan.votesDigest);
      await world.atPosting();
      const signatures = await world.signatures(plan);
      const { other } = world.people;
      const bond = await readBond(other, world.contracts, world.processId);
      const take = (of: typeof plan) => world.as(other).takeTurn(world.statement(of), signatures, bond);
      await assert.rejects(take(cheat), /Signer|Unordered/);
      await take(plan);
      await world.as(other).post(world.processId, 0, world.batches(cheat));
      const close = world.as(other).close(world.processId, world.tally(cheat), world.openProof(cheat));
      await refused(close, "NotCertified");
    });

    it("are over a seal from when no ballot can be published any more", async () => {
      const { openingEnd } = await readTerms(world.people.owner, world.contracts, world.processId);
      const { stranger } = world.people;
      const terms = await readTerms(stranger, world.contracts, world.processId);
      const rollup = { contracts: world.contracts, terms } as never;
      const at = { processId: world.processId, account: world.as(stranger) };
      await world.atBlock(openingEnd - 1n);
      await refused(world.as(stranger).sealInclusion(world.processId), "TooEarly", openingEnd);
      await rejectsCode("rollup/inclusion-open", sealInclusions(stranger, rollup, at));
      await world.atBlock(openingEnd);
      const seal = await sealInclusions(stranger, rollup, at);
      assert.equal(seal, await world.seal());
    });
  });

  describe("a vote whose number is higher than the process allows", () => {
    const open = async (signatures: number) => {
      world = await RollupWorld.open(made(), { signatures }, { maxVoteOverwrites: 0 });
    };

    it("is planned by nobody, and shown for no vote that was put on chain", async () => {
      await open(2);
      const votes = world.votes(10);
      const illegal = world.vote(3, { number: 1, votes: [2, 2] });
      await world.atBlock(world.closing);
      const { stranger, owner } = world.people;
      await world.as(stranger).includeVote(world.processId, world.included(votes[3]!));
      await refused(
        world.as(stranger).includeVote(world.processId, world.included(illegal)),
        "NonceTooHigh",
        0n,
      );
      const included = [world.included(votes[3]!)];
      const all = withOnChainVotes([...votes, illegal], included, [], 2);
      const { maxVoteOverwrites } = await readTerms(owner, world.contracts, world.processId);
      const process = { ...world.plan(votes).process, maxVoteOverwrites };
      throwsCode("rollup/vote", () => planRollup(made().instance, process, all));
      planRollup(made().instance, process, votes);
      const batches = world.batches(world.plan(all));
      throwsCode("rollup/included-missing", () => findIncluded(included, votes, batches));
    });

    it("is no answer to the demand of its slot, and a watcher who was given it demands it", async () => {
      await open(0);
      const votes = world.votes(10);
      const illegal = world.vote(3, { number: 200, votes: [2, 2] });
      await world.postVotes(votes.with(3, illegal));
      const { watcher, poster, owner } = world.people;
      const look = () =>
        watchOnce({
          client: watcher,
          contracts: world.contracts,
          processId: world.processId,
          votes: [...votes, illegal],
          holds: async () => true,
          account: { calls: world.as(watcher), address: watcher.account.address },
        });
      const { actions } = await look();
      assert.deepEqual(
        actions.map((action) => [action.kind, action.batch, action.slot]),
        [["demand", 0, 3]],
      );
      await refused(world.answer(poster, 3, illegal), "NonceTooHigh", 0n);
      await refused(world.answer(poster, 3, { ...illegal, nonce: 0 }), "NotTheLeaf");
      await owner.mine({ blocks: WINDOWS.answer });
      await look();
      assert.equal((await world.turn()).number, 1, "the turn is void");
    });

    it("is told apart by the process file only if that has the chain's number", async () => {
      await open(2);
      const terms = await readTerms(world.people.owner, world.contracts, world.processId);
      const rollup = { contracts: world.contracts, terms } as never;
      ensureRollupCensus(rollup, { censusRoot: terms.censusRoot, maxVoteOverwrites: 0 });
      throwsCode("rollup/other-overwrites", () =>
        ensureRollupCensus(rollup, { censusRoot: terms.censusRoot, maxVoteOverwrites: 1 }),
      );
    });
  });

  it("a node that hides an included vote is found out under the seal", async () => {
    const votes = world.votes(10);
    await world.atBlock(world.closing);
    const { stranger, owner } = world.people;
    for (const i of [2, 3]) {
      await world.as(stranger).includeVote(world.processId, world.included(votes[i]!));
    }
    await world.atPosting();
    const seal = await world.seal();
    const { digest } = await readInbox(owner, world.contracts).inclusions(world.processId);
    const request = owner.request as (call: { method: string; params: never[] }) => Promise<unknown>;
    /** Shows the first vote alone, with the digest that it gives and the true seal. */
    const lie = async (call: { method: string; params: never[] }) => {
      const answer = await request(call);
      if (call.method === "eth_getLogs") return (answer as unknown[]).slice(0, 1);
      if (call.method !== "eth_call") return answer;
      const [asked] = call.params as unknown as [{ data: Hex }];
      const { functionName } = decodeFunctionData({ abi: voteInboxAbi, data: asked.data });
      if (functionName !== "inclusionsOf") return answer;
      const leaf = world.plan(votes).batches[0]!.leaves[2]!;
      const first = keccak256(`0x${"00".repeat(32)}${numberToHex(leaf, { size: 32 }).slice(2)}`);
      const result = { count: 1n, digest: first, seal };
      return encodeFunctionResult({ abi: voteInboxAbi, functionName, result });
    };
    const liar = createPublicClient({
      chain: owner.chain,
      transport: custom({ request: lie as never }, { retryCount: 0 }),
    });
    const at = { processId: world.processId, fromBlock: world.closing };
    assert.equal((await readIncludedVotes(liar, world.contracts, at)).length, 1, "unseen without the seal");
    await rejectsCode("evm/seal", readIncludedVotes(liar, world.contracts, { ...at, seal }));
    assert.equal((await readIncludedVotes(owner, world.contracts, { ...at, seal })).length, 2);
    await rejectsCode("evm/seal", readIncludedVotes(owner, world.contracts, { ...at, seal: digest }));
  });

  it("a ballot published after proving is missed before the bond is put up", async () => {
    world = await RollupWorld.open(made(), { signatures: 0 });
    const votes = world.votes(10);
    const early = withheld(votes, ({ voteHash }) =>
      [votes[3]!, votes[9]!].some((v) => v.voteHash === voteHash),
    );
    const batches = world.batches(world.plan(early));
    const { openingEnd } = await readTerms(world.people.owner, world.contracts, world.processId);
    const at = { processId: world.processId, fromBlock: world.closing };
    ensurePublishedOpened([], [], batches);
    await world.atBlock(openingEnd - 2n);
    await world.as(world.people.stranger).publishBallot(world.processId, world.ballot(votes[9]!));
    const published = await readPublishedBallots(world.people.owner, world.contracts, at);
    throwsCode("rollup/votes-needed", () => ensurePublishedOpened(published, [], batches));
    throwsCode("rollup/votes-needed", () => ensurePublishedOpened(published, [votes[3]!], batches));
    throwsCode("rollup/ballot-unopened", () => ensurePublishedOpened(published, votes, batches));
    // What it would have come to, and the plan made again.
    const plan = world.plan(early);
    await world.atPosting();
    await world.as(world.people.poster).takeTurn(world.statement(plan), [], 40n * DEMAND_BOND);
    await world.as(world.people.poster).post(world.processId, 0, batches);
    const slot = world.slot(plan, 1, 1);
    await world.as(world.people.watcher).challengeIgnored(world.processId, slot, world.shown(votes[9]!));
    const late = world.plan(withOnChainVotes(early, [], published, 2));
    ensurePublishedOpened(published, votes, world.batches(late));
    ensurePublishedOpened(published, [votes[3]!], world.batches(late));
  });
});
