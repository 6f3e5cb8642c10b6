// A watcher against every kind of cheat, with nothing but its node's votes; and the poster who answers.
import assert from "node:assert/strict";
import { createClient, custom, zeroAddress } from "viem";
import type { AcceptedVote } from "../../src/ballot/index.js";
import { type RollupAccount, readIncludedVotes, readPublishedBallots } from "../../src/evm/index.js";
import {
  findIncluded,
  shownCastVote,
  voteLeaf,
  WatchMemory,
  type WatchOptions,
  watchOnce,
  withOnChainVotes,
} from "../../src/rollup/index.js";
import { rollupDeployment } from "../contracts/rollup-deployment.js";
import type { TestVote } from "../contracts/rollup-votes.js";
import { RollupWorld, WINDOWS } from "../contracts/rollup-world.js";
import { afresh } from "../contracts/support.js";
import { throwsCode } from "../support/errors.js";
import type { TestWallet } from "../support/evm.js";
import { proofBytes, rerandomized } from "../support/rerandomize.js";

describe("watching a rollup", () => {
  const made = afresh(() => rollupDeployment());
  let world: RollupWorld;
  let votes: TestVote[];
  beforeEach(async () => {
    world = await RollupWorld.open(made());
    votes = world.votes(10);
  });

  const options = (
    known: readonly AcceptedVote[],
    client?: TestWallet,
    bad?: AcceptedVote,
  ): WatchOptions => ({
    client: world.people.owner,
    contracts: world.contracts,
    processId: world.processId,
    votes: known,
    holds: async (vote) => vote !== bad,
    ...(client && { account: { calls: world.as(client), address: client.account.address } }),
  });
  const look = async (...args: Parameters<typeof options>) => watchOnce(options(...args));
  const done = (report: Awaited<ReturnType<typeof look>>) =>
    report.actions.map(({ kind, batch, slot }) => [kind, batch, slot]);

  it("finds nothing in an honest posting, at any time", async () => {
    const { watcher } = world.people;
    assert.deepEqual((await look(votes, watcher)).turn.poster, zeroAddress);
    await world.atPosting();
    const plan = world.plan(votes);
    await world.takeTurn(plan);
    assert.deepEqual(done(await look(votes, watcher)), []);
    await world.as(world.people.poster).post(world.processId, 0, world.batches(plan));
    const open = await look(votes, watcher);
    assert.deepEqual([done(open), open.compared, open.missing], [[], 10, 0]);
    await world.as(world.people.poster).close(world.processId, world.tally(plan), world.openProof(plan));
    await world.atBlock((await world.turn()).deadline);
    const last = await look(votes, watcher);
    assert.deepEqual([done(last), last.final], [[], true]);
  });

  it("demands what it does not know, once, and ends it unanswered", async () => {
    await world.atPosting();
    await world.postAll(world.plan(votes.with(9, world.inventedVote(9))));
    const { watcher, stranger } = world.people;
    const told = await look(votes);
    assert.deepEqual(done(told), [["demand", 1, 1]], "without an account it tells");
    const first = await look(votes, watcher);
    assert.deepEqual(done(first), done(told));
    assert.deepEqual([first.compared, first.missing], [10, 1]);
    assert.deepEqual(done(await look(votes, stranger)), [], "one demand is enough");
    await world.atBlock(first.block + BigInt(WINDOWS.answer) + 2n);
    const last = await look(votes, stranger);
    assert.deepEqual(done(last), [["end-unanswered", 1, 1]]);
    assert.equal((await world.turn()).number, 1);
    assert.equal((await world.claim(watcher)) > 0n, true);
  });

  it("asks for a posting once, and not once a look", async () => {
    await world.atPosting();
    await world.postAll(world.plan(votes));
    const asked: string[] = [];
    const { owner } = world.people;
    const request = (args: { method: string; params?: unknown }) => {
      asked.push(args.method);
      return owner.request(args as never);
    };
    const client = createClient({ chain: owner.chain, transport: custom({ request }) });
    const memory = new WatchMemory();
    const first = await watchOnce({ ...options(votes), client, memory });
    const postings = asked.filter((method) => method === "eth_getTransactionByHash").length;
    assert.ok(postings > 0);
    assert.deepEqual(await watchOnce({ ...options(votes), client, memory }), first);
    assert.equal(asked.filter((method) => method === "eth_getTransactionByHash").length, postings);
  });

  it("goes on where somebody else is faster, so that nobody can hold it up at each slot", async () => {
    await world.atPosting();
    await world.postAll(world.plan(votes.with(0, world.inventedVote(0)).with(9, world.inventedVote(9))));
    const { watcher, stranger } = world.people;
    let first = true;
    const demand: RollupAccount["demand"] = async (...args) => {
      if (first) await world.as(stranger).demand(...args);
      first = false;
      return world.as(watcher).demand(...args);
    };
    const account = { calls: { demand } as RollupAccount, address: watcher.account.address };
    const { actions } = await watchOnce({ ...options(votes), account });
    assert.match(actions[0]!.refused!.message, /AlreadyDemanded/);
    assert.deepEqual(
      actions.map(({ batch, slot, transaction }) => [batch, slot, transaction !== undefined]),
      [
        [0, 0, false],
        [1, 1, true],
      ],
    );
  });

  it("makes no more demands than it is told to", async () => {
    await world.atPosting();
    await world.postAll(world.plan(votes));
    const { watcher } = world.people;
    const limited = (mostDemands: number) =>
      watchOnce({ ...options(votes.slice(0, 6), watcher), mostDemands });
    const first = await limited(3);
    assert.deepEqual([first.actions.length, first.left], [3, 1]);
    const none = await limited(0);
    assert.deepEqual([none.actions.length, none.left], [0, 1]);
    assert.equal((await world.turn()).openDemands, 3);
  });

  it("demands a vote that it has, if no proof of it holds, and ends the turn over it", async () => {
    const invented = world.inventedVote(3);
    const known = votes.with(3, invented);
    await world.atPosting();
    await world.postAll(world.plan(known));
    const { watcher, owner } = world.people;
    assert.deepEqual(done(await look(known, watcher, invented)), [["demand", 0, 3]]);
    await owner.mine({ blocks: WINDOWS.answer });
    assert.deepEqual(done(await look(known, watcher, invented)), [["end-unanswered", 0, 3]]);
    assert.equal((await world.turn()).number, 1);
  });

  it("demands nothing for a proof with other bytes, which anybody can make: the leaf is the same", async () => {
    const relayed = votes.map((vote) => {
      const words = rerandomized(vote.words);
      return { ...vote, words, proof: proofBytes(words) };
    });
    await world.atPosting();
    const plan = world.plan(relayed);
    await world.postAll(plan);
    const { watcher, stranger, poster } = world.people;
    const report = await look(votes, watcher);
    assert.deepEqual([done(report), report.compared, report.missing], [[], 10, 0]);
    await world.as(stranger).demand(world.processId, world.slot(plan, 0, 2), world.demandBond);
    assert.deepEqual(done(await look(votes, poster)), [["answer", 0, 2]]);
  });

  it("shows a published ballot that was declared unopenable", async () => {
    const hidden = votes.with(2, { ...votes[2]!, ballot: null });
    await world.atBlock(world.closing);
    await world.as(world.people.stranger).publishBallot(world.processId, world.ballot(votes[2]!));
    await world.atPosting();
    await world.postAll(world.plan(hidden));
    assert.deepEqual(done(await look(votes, world.people.watcher)), [["show-ignored", 0, 2]]);
    assert.equal((await world.turn()).number, 1);
  });

  it("ends a late turn", async () => {
    await world.atPosting();
    await world.takeTurn(world.plan(votes));
    await world.atBlock((await world.turn()).deadline);
    const { poster, watcher } = world.people;
    assert.deepEqual(done(await look(votes, poster)), [], "not the poster's own");
    assert.deepEqual(done(await look(votes, watcher)), [["end-late", undefined, undefined]]);
    assert.equal((await world.turn()).number, 1);
  });

  it("answers demands for anyone who knows the votes, as for the poster", async () => {
    await world.atPosting();
    await world.postAll(world.plan(votes));
    const { watcher, poster } = world.people;
    assert.equal(done(await look(votes.slice(0, 7), watcher)).length, 3);
    assert.deepEqual(done(await look(votes.slice(0, 9), poster)), [
      ["answer", 0, 7],
      ["answer", 1, 0],
    ]);
    assert.equal((await world.turn()).openDemands, 1);
    const { stranger } = world.people;
    assert.deepEqual(done(await look(votes, stranger)), [["answer", 1, 1]]);
    assert.equal(await world.claim(stranger), world.demandBond, "and is paid for it");
    assert.deepEqual(done(await look(votes, poster)), []);
  });

  it("takes in what voters put on chain", async () => {
    const at = { processId: world.processId };
    const { stranger, owner } = world.people;
    const left = votes[9]!;
    const changed = world.vote(4, { votes: [2, 0], number: 1 });
    const late = world.vote(5, { votes: [0, 1] });
    await world.atBlock(world.closing);
    const account = world.as(stranger);
    await account.includeVote(world.processId, world.included(left));
    await account.includeVote(world.processId, world.included(votes[4]!));
    await account.includeVote(world.processId, world.included(changed));
    await account.includeVote(world.processId, world.included(late));
    await account.publishBallot(world.processId, world.ballot(changed));
    const included = await readIncludedVotes(owner, world.contracts, at);
    const published = await readPublishedBallots(owner, world.contracts, at);
    const all = withOnChainVotes(votes.slice(0, 9), included, published, 2);
    assert.equal(all.length, 10);
    const byNullifier = new Map(all.map((vote) => [vote.nullifier, vote]));
    assert.equal(byNullifier.get(left.nullifier)!.ballot, null, "nobody has published its ballot");
    assert.deepEqual(byNullifier.get(left.nullifier)!.proof, left.proof);
    const { ballot } = byNullifier.get(changed.nullifier)!;
    assert.deepEqual(ballot, { votes: [2, 0], nonce: changed.nonceNumber });
    await world.atPosting();
    const plan = world.plan(all);
    await world.takeTurn(plan);
    const poster = world.as(world.people.poster);
    await poster.post(world.processId, 0, world.batches(plan));
    const standing = findIncluded(included, votes, plan.batches);
    assert.deepEqual(
      standing.map((vote) => voteLeaf(vote)),
      [left, changed, votes[5]!].map((vote) => voteLeaf(vote)),
      "the first of equals counts",
    );
    await throwsCode("rollup/included-missing", () => findIncluded(included, [], plan.batches));
    await poster.showIncluded(world.processId, world.slot(plan, 1, 1), shownCastVote(standing[0]!));
    await poster.showIncluded(world.processId, world.slot(plan, 0, 4), shownCastVote(standing[1]!));
    await poster.showIncluded(world.processId, world.slot(plan, 0, 5), shownCastVote(standing[2]!));
    await poster.close(world.processId, world.tally(plan), world.openProof(plan));
  });
});
