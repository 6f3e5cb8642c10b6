// Demands: what each takes, what answers it, and who is paid.
import assert from "node:assert/strict";
import { SCALAR_FIELD_ORDER } from "../../src/bytes/index.js";
import { readDemand, readTerms, rollupAbi, VOID_REASONS } from "../../src/evm/index.js";
import { voteLeaf } from "../../src/rollup/index.js";
import { proofBytes, rerandomized } from "../support/rerandomize.js";
import { resent } from "../support/rollup/votes.js";
import { rollupDeployment } from "./rollup-deployment.js";
import type { TestVote } from "./rollup-votes.js";
import { DEMAND_BOND, POSTER_BOND, RollupWorld, WINDOWS } from "./rollup-world.js";
import { afresh, event, refused } from "./support.js";

const INVENTED = 4;

describe("contracts: challenges of a rollup", () => {
  const made = afresh(() => rollupDeployment());
  let world: RollupWorld;
  /** Ten votes, of which number 4 was cast by nobody. */
  let votes: TestVote[];

  const post = (list: readonly TestVote[] = votes) => world.postVotes(list);

  beforeEach(async () => {
    world = await RollupWorld.open(made());
    votes = world.votes(10).with(INVENTED, world.inventedVote(INVENTED));
  });

  describe("a place", () => {
    it("is shown with what was posted there, and nothing else", async () => {
      const plan = await post(world.votes(10));
      const ask = (batch: number, slot: number, change = {}) =>
        world
          .as(world.people.watcher)
          .demand(world.processId, { ...world.slot(plan, batch, slot), ...change }, DEMAND_BOND);
      await refused(ask(1, 5), "NoSuchSlot");
      await refused(ask(0, 4, { slot: 8n }), "NoSuchSlot");
      await refused(ask(0, 4, { batch: 2n }), "NotTheBatch");
      await refused(ask(0, 4, { first: 1n }), "UnknownBatch");
      await refused(ask(0, 4, { digests: [] }), "UnknownBatch");
      await refused(ask(0, 4, { digests: world.slot(plan, 0, 4).digests.slice(1) }), "UnknownBatch");
      await refused(ask(0, 4, { batch: 1n }), "NotTheBatch");
      await refused(ask(0, 4, { bitmap: 0n }), "NotTheBatch");
      const leaves = plan.batches[0]!.leaves.with(0, voteLeaf(votes[INVENTED]!));
      await refused(ask(0, 0, { leaves }), "NotTheBatch");
      await refused(ask(0, 4, { leaves: [...plan.batches[0]!.leaves, 1n] }), "NotTheBatch");
    });

    it("may be in any of several transactions", async () => {
      const list = world.votes(17).with(12, world.inventedVote(12));
      const plan = world.plan(list);
      const [first, ...rest] = world.batches(plan);
      await world.atPosting();
      await world.takeTurn(plan);
      const { poster, watcher } = world.people;
      await world.as(poster).post(world.processId, 0, [first!]);
      await world.as(poster).post(world.processId, 1, rest);
      const ask = (range: [number, number], change = {}) => {
        const slot = { ...world.slot(plan, 1, 4, range), ...change };
        return world.as(watcher).demand(world.processId, slot, DEMAND_BOND);
      };
      await refused(ask([0, 3]), "UnknownBatch");
      await refused(ask([0, 1]), "NotTheBatch");
      await refused(ask([1, 2]), "UnknownBatch");
      await refused(ask([1, 3], { batch: 2n }), "NotTheBatch");
      await refused(ask([1, 3], { batch: 0n }), "NotTheBatch");
      await refused(ask([1, 3], { batch: 3n }), "NotTheBatch");
      await ask([1, 3]);
      const { leaf } = await readDemand(watcher, world.contracts, [world.processId, 0n, 12n]);
      assert.equal(leaf, voteLeaf(list[12]!));
    });

    it("has its time: from posting until the window's last block", async () => {
      const plan = world.plan(votes);
      await world.atPosting();
      await world.takeTurn(plan);
      const { poster, watcher } = world.people;
      const ask = () => world.as(watcher).demand(world.processId, world.slot(plan, 0, INVENTED), DEMAND_BOND);
      await refused(ask(), "UnknownBatch");
      await world.as(poster).post(world.processId, 0, world.batches(plan));
      await world.as(poster).close(world.processId, world.tally(plan), world.openProof(plan));
      const { deadline } = await world.turn();
      await world.atBlock(deadline);
      await refused(ask(), "TooLate", deadline);
      assert.equal(await world.isFinal(), true, "what nobody challenged stands");
    });
  });

  describe("an invented vote", () => {
    it("is demanded, cannot be shown, and voids the batches; another poster takes over", async () => {
      const plan = await post();
      const { watcher, other } = world.people;
      await world.as(watcher).demand(world.processId, world.slot(plan, 0, INVENTED), DEMAND_BOND);
      await world.people.owner.mine({ blocks: WINDOWS.answer });
      const receipt = await world.as(other).challengeUnanswered(world.processId, BigInt(INVENTED));
      const { reason, challenger, turn } = event(rollupAbi, receipt, "TurnVoided");
      assert.deepEqual(
        [VOID_REASONS[reason as number], challenger, turn],
        ["demand unanswered", watcher.account.address, 0n],
      );
      await world.assertVoided(watcher, POSTER_BOND / 2n + DEMAND_BOND);

      const honest = world.plan(votes.toSpliced(INVENTED, 1));
      await world.postAll(honest, other);
      await world.atBlock((await world.turn()).deadline);
      assert.equal(await world.isFinal(), true);
      await world.settle(world.tally(honest));
      await world.as(other).release(world.processId);
      assert.equal(
        await world.claim(other),
        2n * POSTER_BOND,
        "the second turn put up twice the first one's bond",
      );
    });

    /** Posts two honest votes and this one, whose demand nobody can answer. */
    async function unanswerable(bad: TestVote) {
      const plan = await post([world.vote(0), world.vote(1), bad]);
      await world.as(world.people.watcher).demand(world.processId, world.slot(plan, 0, 2), DEMAND_BOND);
      await refused(world.answer(world.people.poster, 2, bad), "ProofRefused");
    }

    it("may be one with a point off its curve", () => unanswerable(world.vote(2, { pointOff: true })));

    it("may be one without weight", () => unanswerable(world.vote(2, { weight: 0n })));

    it("may be one in the envelope of another vote", async () => {
      const { keysDigest, packageDigest } = world.vote(3);
      const vote = world.vote(2);
      await unanswerable({ ...vote, ...resent(vote, { keysDigest, packageDigest }) });
    });

    it("may be one whose number was raised", () => {
      const vote = world.vote(2);
      return unanswerable({ ...vote, ...resent(vote, { nonce: 1 }) });
    });
  });

  describe("a demand", () => {
    it("is answered with the vote, and its bond is the answerer's", async () => {
      const list = world.votes(10);
      const plan = await post(list);
      const { watcher, poster, stranger } = world.people;
      const slot = world.slot(plan, 0, 3);
      for (const bond of [0n, DEMAND_BOND - 1n, DEMAND_BOND + 1n]) {
        await refused(world.as(watcher).demand(world.processId, slot, bond), "BondWrong", DEMAND_BOND);
      }
      await world.as(watcher).demand(world.processId, slot, DEMAND_BOND);
      await refused(world.as(stranger).demand(world.processId, slot, DEMAND_BOND), "AlreadyDemanded");
      const posted = list[3]!;
      await refused(world.answer(poster, 3, list[4]!), "NotTheLeaf");
      await refused(world.answer(poster, 3, posted, list[4]!.words), "ProofRefused");
      await refused(world.answer(poster, 2, posted), "NoDemand");
      // The same leaf modulo r, in numbers that no verifier takes.
      const shown = world.sent(posted);
      for (const key of ["nullifier", "weight", "voteHash"] as const) {
        const beyond = { ...shown, [key]: shown[key] + SCALAR_FIELD_ORDER };
        const answer = world.as(poster).answer(world.processId, 3n, beyond, posted.words);
        await refused(answer, "NotCanonical");
      }
      await world.answer(stranger, 3, posted);
      assert.deepEqual([await world.claim(poster), await world.claim(stranger)], [0n, DEMAND_BOND]);
      await refused(world.answer(poster, 3, posted), "NoDemand");
      await refused(world.as(watcher).demand(world.processId, slot, DEMAND_BOND), "AlreadyDemanded");
      await refused(world.as(watcher).challengeUnanswered(world.processId, 3n), "NoDemand");
      await refused(world.as(watcher).refundDemand(world.processId, 0n, 3n), "NoDemand");
      await world.atBlock((await world.turn()).deadline);
      assert.equal(await world.isFinal(), true);
    });

    it("of an invented vote cannot be answered, and voids the batches", async () => {
      const plan = await post();
      const { watcher, poster, stranger } = world.people;
      await world.as(watcher).demand(world.processId, world.slot(plan, 0, INVENTED), DEMAND_BOND);
      const index = BigInt(INVENTED);
      const answer = () => world.answer(poster, INVENTED, votes[INVENTED]!);
      await refused(answer(), "ProofRefused");
      const { deadline } = await readDemand(world.people.owner, world.contracts, [
        world.processId,
        0n,
        index,
      ]);
      await world.atBlock(deadline - 1n);
      await refused(world.as(stranger).challengeUnanswered(world.processId, index), "NotLate");
      await world.atBlock(deadline);
      await refused(answer(), "TooLate", deadline);
      await world.as(stranger).challengeUnanswered(world.processId, index);
      await world.assertVoided(watcher, POSTER_BOND / 2n + DEMAND_BOND);
      assert.equal(await world.claim(stranger), 0n, "the demander is paid, whoever calls");
    });

    it("keeps the tally from being final until it is answered", async () => {
      const list = world.votes(10);
      const plan = await post(list);
      const { deadline } = await world.turn();
      await world.atBlock(deadline - 2n);
      const { watcher, poster } = world.people;
      await world.as(watcher).demand(world.processId, world.slot(plan, 1, 1), DEMAND_BOND);
      await world.atBlock(deadline);
      assert.equal(await world.isFinal(), false);
      await refused(
        world.as(watcher).demand(world.processId, world.slot(plan, 1, 0), DEMAND_BOND),
        "TooLate",
      );
      await refused(world.as(poster).release(world.processId), "NotFinal");
      await world.answer(poster, 9, list[9]!);
      assert.equal(await world.isFinal(), true);
    });

    it("can be late even after the window, and then voids", async () => {
      const plan = await post();
      const { deadline } = await world.turn();
      await world.atBlock(deadline - 2n);
      const { watcher } = world.people;
      await world.as(watcher).demand(world.processId, world.slot(plan, 0, INVENTED), DEMAND_BOND);
      await world.atBlock(deadline + BigInt(WINDOWS.answer));
      await world.as(watcher).challengeUnanswered(world.processId, BigInt(INVENTED));
      await world.assertVoided(watcher, POSTER_BOND / 2n + DEMAND_BOND);
    });

    it("gets its bond back when the batches are void over something else", async () => {
      const plan = await post();
      const { watcher, other, stranger } = world.people;
      await world.as(other).demand(world.processId, world.slot(plan, 0, 1), DEMAND_BOND);
      await world.as(other).demand(world.processId, world.slot(plan, 0, INVENTED), DEMAND_BOND);
      await refused(world.as(other).refundDemand(world.processId, 0n, 1n), "DemandStands");
      await world.as(other).demand(world.processId, world.slot(plan, 1, 0), DEMAND_BOND);
      await world.people.owner.mine({ blocks: WINDOWS.answer });
      await world.as(watcher).challengeUnanswered(world.processId, BigInt(INVENTED));
      await refused(world.as(other).challengeUnanswered(world.processId, 1n), "NoDemand");
      await world.as(stranger).refundDemand(world.processId, 0n, 1n);
      await world.as(other).refundDemand(world.processId, 0n, 8n);
      await refused(world.as(other).refundDemand(world.processId, 0n, BigInt(INVENTED)), "NoDemand");
      await refused(world.as(other).refundDemand(world.processId, 0n, 1n), "NoDemand");
      assert.equal(await world.claim(other), 3n * DEMAND_BOND + POSTER_BOND / 2n);
      await world.as(other).withdraw(other.account.address);
      assert.equal(await world.balance(), POSTER_BOND / 2n, "what is burnt stays");
    });

    it("leaves more time for answers the more are open", async () => {
      const plan = await post(world.votes(10));
      const { watcher, owner } = world.people;
      const { answer } = await readTerms(owner, world.contracts, world.processId);
      const extra: bigint[] = [];
      for (let i = 0; i < 9; i += 1) {
        const slot = world.slot(plan, Math.floor(i / 8), i % 8);
        const receipt = await world.as(watcher).demand(world.processId, slot, DEMAND_BOND);
        const deadline = event(rollupAbi, receipt, "SlotDemanded").deadline as bigint;
        extra.push(deadline - receipt.blockNumber - BigInt(answer));
      }
      assert.deepEqual(extra, [0n, 0n, 0n, 0n, 1n, 1n, 1n, 1n, 2n]);
      assert.equal((await world.turn()).openDemands, 9);
    });

    it("is answered by any proof of the vote: who gives a proof other bytes makes no other leaf", async () => {
      const list = world.votes(3);
      const [vote] = list as [TestVote];
      const words = rerandomized(vote.words);
      assert.notDeepEqual(words, vote.words);
      assert.equal(voteLeaf({ ...vote, proof: proofBytes(words) }), voteLeaf(vote));
      const plan = await post([{ ...vote, words, proof: proofBytes(words) }, ...list.slice(1)]);
      const { watcher, poster } = world.people;
      await world.as(watcher).demand(world.processId, world.slot(plan, 0, 0), DEMAND_BOND);
      await world.answer(poster, 0, vote, vote.words);
      await world.as(watcher).demand(world.processId, world.slot(plan, 0, 1), DEMAND_BOND);
      await world.answer(poster, 1, list[1]!, rerandomized(list[1]!.words));
      assert.equal((await world.turn()).openDemands, 0);
    });

    it("cannot be answered, nor made to look false, with too little gas", async () => {
      const list = world.votes(10);
      const plan = await post(list);
      const { watcher } = world.people;
      await world.as(watcher).demand(world.processId, world.slot(plan, 0, 3), DEMAND_BOND);
      const call = {
        address: world.contracts.rollup,
        abi: rollupAbi,
        functionName: "answer",
        args: [world.processId, 3n, world.sent(list[3]!), list[3]!.words as never],
        account: watcher.account,
      } as const;
      const full = await watcher.estimateContractGas(call);
      for (let gas = 60_000n; gas < full - 20_000n; gas += 20_000n) {
        await assert.rejects(watcher.simulateContract({ ...call, gas }), `${gas} gas`);
      }
    });
  });
});
