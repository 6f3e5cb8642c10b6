// Adversaries of a rollup, each with more than one of its rules to play with: who hides what is posted, copies what others
// send, comes in a window's last block, or stands in the way of money.
import assert from "node:assert/strict";
import { encodeFunctionData, type Hex, numberToHex, toFunctionSelector } from "viem";
import { BASE_FIELD_ORDER, SCALAR_FIELD_ORDER } from "../../src/bytes/index.js";
import { waitForReceipt } from "../../src/evm/client.js";
import {
  ROLLUP_BOUNDS,
  readBond,
  readDemand,
  rollupAbi,
  voteInboxAbi,
  votesTypedData,
} from "../../src/evm/index.js";
import type { G2Point } from "../../src/groth16/index.js";
import { outsideSubgroup } from "../groth16/support/points.js";
import { evm } from "../support/evm.js";
import { rollupDeployment } from "./rollup-deployment.js";
import { DEMAND_BOND, POSTER_BOND, RollupWorld, WINDOWS } from "./rollup-world.js";
import { afresh, refused } from "./support.js";

describe("contracts: adversaries of a rollup", () => {
  const made = afresh(() => rollupDeployment());
  let world: RollupWorld;
  beforeEach(async () => {
    world = await RollupWorld.open(made());
  });

  // Solidity reads all of these, negative offsets too, where viem, and so a watcher, would give up.
  it("takes batches in the one encoding that every reader decodes", async () => {
    const plan = world.plan(world.votes(10));
    await world.atPosting();
    await world.takeTurn(plan);
    const { poster, owner } = world.people;
    const proved = world.batches(plan).map((batch) => ({ ...batch, proof: batch.proof as never }));
    const args = [world.processId, 0n, proved] as const;
    const plain = encodeFunctionData({ abi: rollupAbi, functionName: "post", args });
    const call = (data: Hex) =>
      owner.call({ account: poster.account.address, to: world.contracts.rollup, data });
    const words = plain.slice(10).match(/.{64}/g)!;
    const [count, size] = [proved.length, (words.length - 4 - proved.length) / proved.length];
    const tuples = words.slice(4 + count);
    const word = (value: number) => numberToHex(BigInt.asUintN(256, BigInt(value)), { size: 32 }).slice(2);
    const encoding = (...parts: string[][]): Hex => `0x${plain.slice(2, 10)}${parts.flat().join("")}`;
    const offsets = (at: (i: number) => number) => proved.map((_, i) => word(32 * at(i)));
    const head = (list: number) => [...words.slice(0, 2), word(32 * list)];
    const length = [word(count)];
    const same = encoding(
      head(3),
      length,
      offsets((i) => count + i * size),
      tuples,
    );
    assert.equal(same, plain);
    await call(plain);
    const strange = {
      "batches before their list": encoding(
        head(3 + tuples.length),
        tuples,
        length,
        offsets((i) => i * size - tuples.length - 1),
      ),
      "the list elsewhere": encoding(
        head(4),
        length,
        length,
        offsets((i) => count + i * size),
        tuples,
      ),
      "a gap": encoding(
        head(3),
        length,
        offsets((i) => count + 1 + i * size),
        length,
        tuples,
      ),
      "another order": encoding(
        head(3),
        length,
        offsets((i) => count + (1 - i) * size),
        tuples.slice(size),
        tuples.slice(0, size),
      ),
      "leaves elsewhere": encoding(
        head(3),
        length,
        offsets((i) => count + i * size),
        [word(32 * count * size), ...tuples.slice(1, size)],
        tuples.slice(size),
        tuples.slice(12, size),
      ),
    };
    for (const [name, data] of Object.entries(strange)) {
      await assert.rejects(call(data), new RegExp(toFunctionSelector("EncodingNotPlain()")), name);
    }
  });

  it("can be challenged in the largest transaction that is taken", async () => {
    world = await RollupWorld.open(made(), { signatures: 0 });
    const some = { ...world.vote(0), ballot: null };
    const votes = Array.from({ length: 8 * 128 }, (_, i) => ({ ...some, nullifier: BigInt(i + 1) }));
    const plan = world.plan(votes);
    const batches = world.batches(plan);
    await world.atPosting();
    const { poster, watcher } = world.people;
    await world.as(poster).takeTurn(world.statement(plan), [], POSTER_BOND);
    await refused(world.as(poster).post(world.processId, 0, [...batches, batches[0]!]), "TooManyBatches");
    const posting = batches.map((batch) => ({ ...batch, proof: batch.proof as never }));
    const args = [world.processId, 0n, posting] as const;
    const data = encodeFunctionData({ abi: rollupAbi, functionName: "post", args });
    const gas = 15_000_000n; // told, so that nobody has to estimate it
    const hash = await poster.sendTransaction({ to: world.contracts.rollup, data, gas });
    await waitForReceipt(poster, hash);
    assert.equal((await world.turn()).batches, 128);
    const slot = world.slot(plan, 127, 7);
    const receipt = await world.as(watcher).demand(world.processId, slot, DEMAND_BOND);
    assert.ok(receipt.gasUsed < 1_000_000n, `${receipt.gasUsed} gas`);
  });

  it("takes no answer with a proof that the exported verifier calls malformed, and any with one that holds", async () => {
    const votes = world.votes(3);
    const { words } = votes[1]!;
    const { x, y } = outsideSubgroup().next().value as G2Point;
    const outside = [...words.slice(0, 2), x[1], x[0], y[1], y[0], ...words.slice(6)];
    const { watcher, poster } = world.people;
    const plan = await world.postVotes(votes);
    await world.as(watcher).demand(world.processId, world.slot(plan, 0, 1), DEMAND_BOND);
    for (const bad of [outside, words.with(0, words[0]! + BASE_FIELD_ORDER), words.map(() => 0n)]) {
      await refused(world.answer(poster, 1, votes[1]!, bad), "ProofRefused");
    }
    await world.answer(poster, 1, votes[1]!);
  });

  it("gets no word on a proof from a verifier that did not look at it", async () => {
    const { words } = world.vote(0);
    const vote = world.sent(world.vote(0));
    const ask = (change: Partial<typeof vote>) =>
      world.people.owner.readContract({
        address: world.contracts.inbox,
        abi: voteInboxAbi,
        functionName: "isVote",
        args: [world.processId, { ...vote, ...change }, words as never],
      });
    assert.equal(await ask({}), true);
    assert.equal(await ask({ weight: vote.weight + 1n }), false);
    assert.equal(await ask({ nonce: vote.nonce + 1n }), false);
    assert.equal(await ask({ keysDigest: vote.packageDigest }), false);
    const large = ask({ nullifier: vote.nullifier + SCALAR_FIELD_ORDER });
    await assert.rejects(large, /ProofUndecided/, "signals that are no field elements");
  });

  describe("who copies", () => {
    it("a turn with its signatures holds it up for half a bond, and the same signatures take the next", async () => {
      const plan = world.plan(world.votes(10));
      const { other, poster, watcher } = world.people;
      await world.atPosting();
      await world.takeTurn(plan, other);
      await refused(world.takeTurn(plan, poster), "TurnTaken");
      await world.as(other).post(world.processId, 0, world.batches(plan).slice(0, 1));
      const early = world.slot(plan, 0, 0, [0, 1]);
      await world.atBlock((await world.turn()).deadline);
      await world.as(watcher).challengeLate(world.processId);
      assert.equal(await world.claim(other), 0n);
      await world.takeTurn(plan, poster);
      // What was posted in a void turn stands no more, and can be posted again with the proofs it had.
      await refused(world.as(watcher).demand(world.processId, early, DEMAND_BOND), "UnknownBatch");
      await world.as(poster).post(world.processId, 0, world.batches(plan));
      await world.as(poster).close(world.processId, world.tally(plan), world.openProof(plan));
    });

    it("signatures from another rollup or chain has none", async () => {
      const plan = world.plan(world.votes(3));
      const { oracles, poster } = world.people;
      const { chainId } = await evm();
      const { rollup, book } = world.contracts;
      const pair = [...oracles.slice(0, 2)].sort((a, b) => (a.account.address < b.account.address ? -1 : 1));
      await world.atPosting();
      const inclusionSeal = await world.seal();
      for (const domain of [
        { rollup: book, chainId },
        { rollup, chainId: chainId + 1 },
      ]) {
        const data = votesTypedData(domain, { ...world.statement(plan), inclusionSeal });
        const signed = await Promise.all(pair.map(({ account }) => account.signTypedData!(data)));
        const take = world.as(poster).takeTurn(world.statement(plan), signed, POSTER_BOND);
        await assert.rejects(take, /Signer|Unordered/);
      }
    });
  });

  describe("in the last block", () => {
    it("of posting, batches are posted and the turn is closed; of the window, an ignored ballot is shown", async () => {
      const votes = world.votes(10);
      const vote = votes[3]!;
      await world.atBlock(world.closing);
      const { stranger, poster, watcher, owner } = world.people;
      await world.as(stranger).publishBallot(world.processId, world.ballot(vote));
      await world.as(stranger).includeVote(world.processId, world.included(votes[0]!));
      const plan = world.plan(votes.with(3, { ...vote, ballot: null }));
      await world.atPosting();
      await world.takeTurn(plan);
      const { deadline } = await world.turn();
      await world.atBlock(deadline - 4n);
      await world.as(poster).post(world.processId, 0, world.batches(plan));
      await world.as(watcher).showIncluded(world.processId, world.slot(plan, 0, 0), world.sent(votes[0]!));
      await world.as(poster).close(world.processId, world.tally(plan), world.openProof(plan));
      const { deadline: end } = await world.turn();
      assert.equal(end, deadline - 1n + BigInt(WINDOWS.challenge));
      const ignored = () =>
        world.as(watcher).challengeIgnored(world.processId, world.slot(plan, 0, 3), world.shown(vote));
      const snapshot = await owner.snapshot();
      await world.atBlock(end);
      await refused(ignored(), "TooLate", end);
      await owner.revert({ id: snapshot });
      await world.atBlock(end - 2n);
      await ignored();
      assert.equal((await world.turn()).number, 1);
    });

    it("of a demand it is answered, before the turn is closed as after", async () => {
      const votes = world.votes(10);
      const plan = world.plan(votes);
      await world.atPosting();
      await world.takeTurn(plan);
      const { poster, watcher, owner } = world.people;
      await world.as(poster).post(world.processId, 0, world.batches(plan));
      await world.as(watcher).demand(world.processId, world.slot(plan, 1, 1), DEMAND_BOND);
      const key = [world.processId, 0n, 9n] as const;
      const { deadline } = await readDemand(owner, world.contracts, key);
      await world.atBlock(deadline - 2n);
      await world.answer(poster, 9, votes[9]!);
      await world.as(poster).close(world.processId, world.tally(plan), world.openProof(plan));
      assert.equal(await world.claim(poster), DEMAND_BOND);
    });
  });

  describe("who stalls", () => {
    it("by demanding slots of his own honest tally in the last block is answered by anyone, and pays for it", async () => {
      const votes = world.votes(10);
      const plan = await world.postVotes(votes);
      const { poster, other, stranger, watcher } = world.people;
      await world.atBlock((await world.turn()).deadline - 3n);
      for (const slot of [0, 1]) {
        await world.as(other).demand(world.processId, world.slot(plan, 0, slot), DEMAND_BOND);
      }
      await world.answer(stranger, 0, votes[0]!);
      await world.answer(watcher, 1, votes[1]!);
      await world.people.owner.mine({ blocks: 1 });
      assert.equal(await world.isFinal(), true, "the tally stands");
      assert.equal(await world.claim(poster), 0n);
      assert.deepEqual([await world.claim(stranger), await world.claim(watcher)], [DEMAND_BOND, DEMAND_BOND]);
    });

    it("by taking turns in vain pays twice as much each time, up to 64 times", async () => {
      const plan = world.plan(world.votes(3));
      const { poster, watcher, owner } = world.people;
      await world.atPosting();
      let burnt = 0n;
      for (let turn = 0; turn < 8; turn += 1) {
        const bond = POSTER_BOND << BigInt(Math.min(turn, ROLLUP_BOUNDS.doublings));
        assert.equal(await readBond(owner, world.contracts, world.processId), bond);
        const signatures = await world.signatures(plan);
        const take = (wei: bigint) => world.as(poster).takeTurn(world.statement(plan), signatures, wei);
        if (turn > 0) await refused(take(POSTER_BOND), "BondWrong", bond);
        await take(bond);
        await world.atBlock((await world.turn()).deadline);
        await world.as(watcher).challengeLate(world.processId);
        burnt += bond / 2n;
        assert.equal(await world.burnt(), burnt);
        assert.equal(await world.claim(watcher), burnt);
        assert.equal(await world.balance(), 2n * burnt);
      }
    });
  });

  describe("with a turn that is over", () => {
    it("cannot keep a challenge from its end by taking no money", async () => {
      const plan = world.plan(world.votes(3));
      const { watcher } = world.people;
      await world.atPosting();
      await world.takeTurn(plan);
      await world.atBlock((await world.turn()).deadline);
      await world.as(watcher).challengeLate(world.processId);
      await refused(world.as(watcher).withdraw(world.contracts.rollup), "FailedCall");
      assert.equal(await world.claim(watcher), POSTER_BOND / 2n, "it is still there to be fetched");
    });
  });
});
