// Challenges of invented votes: what each takes, and who is paid.
import assert from "node:assert/strict";
import { SCALAR_FIELD_ORDER } from "../../src/bytes/index.js";
import { readDemand, readTerms, rollupAbi } from "../../src/evm/index.js";
import { voteLeaf } from "../../src/rollup/index.js";
import { rollupDeployment } from "./rollup-deployment.js";
import { DEMAND_BOND, POSTER_BOND, RollupWorld, type TestVote } from "./rollup-world.js";
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

  describe("a vote whose proof does not hold", () => {
    it("voids the batches in one transaction, and another poster takes over", async () => {
      const plan = await post();
      const { watcher, other } = world.people;
      const slot = world.slot(plan, 0, INVENTED);
      const receipt = await world
        .as(watcher)
        .challengeInvented(world.processId, slot, world.shown(votes[INVENTED]!));
      const { reason, challenger, turn } = event(rollupAbi, receipt, "TurnVoided");
      assert.deepEqual([reason, challenger, turn], [1, watcher.account.address, 0n]);
      await world.assertVoided();

      const honest = world.plan(votes.toSpliced(INVENTED, 1));
      await world.postAll(honest, other);
      await world.atBlock((await world.turn()).deadline);
      assert.equal(await world.isFinal(), true);
      await world.settle(world.tally(honest));
      await world.as(other).release(world.processId);
      assert.equal(await world.claim(other), POSTER_BOND);
    });

    /** Posts two honest votes and this one, and shows it. */
    async function show(bad: TestVote) {
      const plan = await post([world.vote(0), world.vote(1), bad]);
      const slot = world.slot(plan, 0, 2);
      await world.as(world.people.watcher).challengeInvented(world.processId, slot, world.shown(bad));
      await world.assertVoided();
    }

    it("may be one with a point off its curve", () => show(world.vote(2, { pointOff: true })));

    it("may be one without weight", () => show(world.vote(2, { weight: 0n })));

    it("is not one whose proof holds, nor another vote than the slot's", async () => {
      const plan = await post();
      const account = world.as(world.people.watcher);
      const challenge = (batch: number, slot: number, vote: TestVote, change = {}, where = {}) =>
        account.challengeInvented(
          world.processId,
          { ...world.slot(plan, batch, slot), ...where },
          { ...world.shown(vote), ...change },
        );
      const bad = votes[INVENTED]!;
      await refused(challenge(0, 3, votes[3]!), "VoteProofHolds");
      await refused(challenge(0, 3, bad), "NotTheLeaf");
      await refused(challenge(0, 3, votes[3]!, { weight: 3n }), "NotTheLeaf");
      await refused(challenge(0, 3, votes[3]!, { proof: bad.words }), "NotTheLeaf");
      // The same leaf modulo r, with a number that no verifier takes: it would look like a proof that fails.
      const { nullifier, voteHash } = votes[3]!;
      await refused(
        challenge(0, 3, votes[3]!, { nullifier: nullifier + SCALAR_FIELD_ORDER }),
        "NotCanonical",
      );
      await refused(challenge(0, 3, votes[3]!, { voteHash: voteHash + SCALAR_FIELD_ORDER }), "NotCanonical");
      await refused(challenge(0, 3, votes[3]!, { weight: SCALAR_FIELD_ORDER }), "NotCanonical");
      await refused(challenge(1, 5, bad), "NoSuchSlot");
      await refused(challenge(0, 4, bad, {}, { slot: 8n }), "NoSuchSlot");
      await refused(challenge(0, 4, bad, {}, { batch: 2n }), "NotTheBatch");
      await refused(challenge(0, 4, bad, {}, { first: 1n }), "UnknownBatch");
      await refused(challenge(0, 4, bad, {}, { digests: [] }), "UnknownBatch");
      await refused(
        challenge(0, 4, bad, {}, { digests: world.slot(plan, 0, 4).digests.slice(1) }),
        "UnknownBatch",
      );
      await refused(challenge(0, 4, bad, {}, { batch: 1n }), "NotTheBatch");
      await refused(challenge(0, 4, bad, {}, { bitmap: 0n }), "NotTheBatch");
      const leaves = plan.batches[0]!.leaves.with(0, voteLeaf(bad));
      await refused(challenge(0, 0, bad, {}, { leaves }), "NotTheBatch");
      await refused(challenge(0, 4, bad, {}, { leaves: [...plan.batches[0]!.leaves, 1n] }), "NotTheBatch");
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
      const challenge = (range: [number, number], change = {}) => {
        const slot = { ...world.slot(plan, 1, 4, range), ...change };
        return world.as(watcher).challengeInvented(world.processId, slot, world.shown(list[12]!));
      };
      await refused(challenge([0, 3]), "UnknownBatch");
      await refused(challenge([0, 1]), "NotTheBatch");
      await refused(challenge([1, 2]), "UnknownBatch");
      await refused(challenge([1, 3], { batch: 2n }), "NotTheBatch");
      await refused(challenge([1, 3], { batch: 0n }), "NotTheBatch");
      await refused(challenge([1, 3], { batch: 3n }), "NotTheBatch");
      await challenge([1, 3]);
      await world.assertVoided();
    });

    it("cannot be made to look so with too little gas", async () => {
      const plan = await post();
      const { watcher } = world.people;
      const { proof, ...rest } = world.shown(votes[3]!);
      const call = {
        address: world.contracts.rollup,
        abi: rollupAbi,
        functionName: "challengeInvented",
        args: [world.processId, world.slot(plan, 0, 3), { ...rest, proof: proof as never }],
        account: watcher.account,
      } as const;
      const full = await watcher.estimateContractGas(call).catch(() => 900_000n);
      for (let gas = 60_000n; gas < full; gas += 20_000n) {
        await assert.rejects(watcher.simulateContract({ ...call, gas }), `${gas} gas`);
      }
      assert.equal((await world.turn()).number, 0);
    });

    it("has its time: from posting until the window's last block", async () => {
      const plan = world.plan(votes);
      await world.atPosting();
      await world.takeTurn(plan);
      const { poster, watcher } = world.people;
      const slot = world.slot(plan, 0, INVENTED);
      const challenge = () =>
        world.as(watcher).challengeInvented(world.processId, slot, world.shown(votes[INVENTED]!));
      await refused(challenge(), "UnknownBatch");
      await world.as(poster).post(world.processId, 0, world.batches(plan));
      await world.as(poster).close(world.processId, world.tally(plan), world.openProof(plan));
      const { deadline } = await world.turn();
      await world.atBlock(deadline);
      await refused(challenge(), "TooLate", deadline);
      assert.equal(await world.isFinal(), true, "what nobody challenged stands");
    });

    it("succeeds in the last block, and before the turn is closed", async () => {
      const plan = await post();
      const { deadline } = await world.turn();
      await world.atBlock(deadline - 2n);
      const slot = world.slot(plan, 0, INVENTED);
      await world
        .as(world.people.watcher)
        .challengeInvented(world.processId, slot, world.shown(votes[INVENTED]!));
      await world.assertVoided();
    });

    it("does not pay a poster who shows it himself: half is gone", async () => {
      const plan = await post();
      const { poster, watcher } = world.people;
      const slot = world.slot(plan, 0, INVENTED);
      const vote = world.shown(votes[INVENTED]!);
      await world.as(poster).challengeInvented(world.processId, slot, vote);
      assert.equal(await world.claim(poster), POSTER_BOND / 2n);
      assert.equal(await world.balance(), POSTER_BOND / 2n);
      // Whoever comes second loses nothing but the gas of a question, and the batches are void all the same.
      await refused(world.as(watcher).challengeInvented(world.processId, slot, vote), "NoTurn");
    });
  });

  describe("a demand", () => {
    it("is answered with the vote, and its bond is the poster's", async () => {
      const list = world.votes(10);
      const plan = await post(list);
      const { watcher, poster, stranger } = world.people;
      const honest = votes[3]!;
      const slot = world.slot(plan, 0, 3);
      for (const bond of [0n, DEMAND_BOND - 1n, DEMAND_BOND + 1n]) {
        await refused(world.as(watcher).demand(world.processId, slot, bond), "BondWrong", DEMAND_BOND);
      }
      await world.as(watcher).demand(world.processId, slot, DEMAND_BOND);
      await refused(world.as(stranger).demand(world.processId, slot, DEMAND_BOND), "AlreadyDemanded");
      const posted = list[3]!;
      await refused(world.as(poster).answer(world.processId, 3n, world.shown(honest)), "NotTheLeaf");
      await refused(world.as(poster).answer(world.processId, 2n, world.shown(posted)), "NoDemand");
      await world.as(stranger).answer(world.processId, 3n, world.shown(posted));
      assert.equal(await world.claim(poster), DEMAND_BOND);
      await refused(world.as(poster).answer(world.processId, 3n, world.shown(posted)), "NoDemand");
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
      const vote = world.shown(votes[INVENTED]!);
      await refused(world.as(poster).answer(world.processId, index, vote), "ProofRefused");
      const { deadline } = await readDemand(world.people.owner, world.contracts, [
        world.processId,
        0n,
        index,
      ]);
      await world.atBlock(deadline - 1n);
      await refused(world.as(stranger).challengeUnanswered(world.processId, index), "NotLate");
      await world.atBlock(deadline);
      await refused(world.as(poster).answer(world.processId, index, vote), "TooLate", deadline);
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
      const posted = list[9]!;
      await world.as(poster).answer(world.processId, 9n, world.shown(posted));
      assert.equal(await world.isFinal(), true);
    });

    it("can be late even after the window, and then voids", async () => {
      const plan = await post();
      const { deadline } = await world.turn();
      await world.atBlock(deadline - 2n);
      const { watcher } = world.people;
      await world.as(watcher).demand(world.processId, world.slot(plan, 0, INVENTED), DEMAND_BOND);
      await world.atBlock(deadline + 10n);
      await world.as(watcher).challengeUnanswered(world.processId, BigInt(INVENTED));
      await world.assertVoided(watcher, POSTER_BOND / 2n + DEMAND_BOND);
    });

    it("gets its bond back when the batches are void over something else", async () => {
      const plan = await post();
      const { watcher, other, stranger } = world.people;
      await world.as(other).demand(world.processId, world.slot(plan, 0, 1), DEMAND_BOND);
      await world.as(other).demand(world.processId, world.slot(plan, 0, INVENTED), DEMAND_BOND);
      await refused(world.as(other).refundDemand(world.processId, 0n, 1n), "DemandStands");
      const slot = world.slot(plan, 0, INVENTED);
      await world.as(watcher).challengeInvented(world.processId, slot, world.shown(votes[INVENTED]!));
      await refused(world.as(other).challengeUnanswered(world.processId, 1n), "NoDemand");
      await world.as(stranger).refundDemand(world.processId, 0n, 1n);
      await world.as(other).refundDemand(world.processId, 0n, BigInt(INVENTED));
      await refused(world.as(other).refundDemand(world.processId, 0n, 1n), "NoDemand");
      assert.equal(await world.claim(other), 2n * DEMAND_BOND);
      await world.as(other).withdraw(other.account.address);
      await world.as(watcher).withdraw(watcher.account.address);
      assert.equal(await world.balance(), 0n);
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

    it("asks for slots that hold a vote", async () => {
      const plan = await post(world.votes(10));
      const account = world.as(world.people.watcher);
      await refused(account.demand(world.processId, world.slot(plan, 1, 2), DEMAND_BOND), "NoSuchSlot");
      const elsewhere = { ...world.slot(plan, 0, 2), batch: 1n };
      await refused(account.demand(world.processId, elsewhere, DEMAND_BOND), "NotTheBatch");
    });
  });
});
