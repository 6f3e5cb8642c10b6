// A poster's turn: taken, posted, closed, final.
import assert from "node:assert/strict";
import { encodeFunctionData, type Hex, toFunctionSelector, zeroHash } from "viem";
import { BASE_FIELD_ORDER, SCALAR_FIELD_ORDER } from "../../src/bytes/index.js";
import { readInbox, readTerms, resultsAbi, rollupAbi } from "../../src/evm/index.js";
import { evm } from "../support/evm.js";
import { rollupDeployment } from "./rollup-deployment.js";
import { POSTER_BOND, RollupWorld } from "./rollup-world.js";
import { afresh, CANCELED, ENDED, PAUSED, processesAs, READY, RESULTS, refused } from "./support.js";

describe("contracts: posting a rollup", () => {
  const made = afresh(() => rollupDeployment());
  let world: RollupWorld;
  beforeEach(async () => {
    world = await RollupWorld.open(made());
  });

  it("counts, and settles in the results contract", async () => {
    world = await RollupWorld.open(made(), {}, { blockCount: 0 });
    const plan = world.plan(world.votes(19));
    await world.atPosting();
    await world.postAll(plan);
    const { deadline, batches, votes, votesDigest, state, closed } = await world.turn();
    assert.deepEqual([batches, votes, closed], [3, 19n, true]);
    assert.deepEqual([votesDigest, state], [plan.votesDigest, plan.state]);
    const tally = world.tally(plan);
    await world.atBlock(deadline - 1n);
    assert.equal(await world.isFinal(), false);
    await refused(world.settle(tally), "NotProven");
    await refused(world.as(world.people.poster).release(world.processId), "NotFinal");
    await world.atBlock(deadline);
    assert.equal(await world.isFinal(), true);
    await refused(world.settle(tally.with(2, tally[2]! + 1n)), "TallyMismatch");
    await refused(world.settle(tally), "ProcessNotEnded");
    await processesAs(world.people.entity, world.deployment.processes).setStatus(world.processId, ENDED);
    await world.settle(tally);
    const [kept, hash, proven] = await world.people.owner.readContract({
      address: world.deployment.results,
      abi: resultsAbi,
      functionName: "getResults",
      args: [world.processId],
    });
    assert.deepEqual([kept, BigInt(hash), proven], [tally, 0n, true]);
    const { status } = await processesAs(world.people.owner, world.deployment.processes).get(world.processId);
    assert.equal(status, RESULTS);
  });

  it("settles a process with an end at its end, without anyone's word", async () => {
    world = await RollupWorld.open(made(), {}, { mode: 0 });
    const plan = world.plan(world.votes(3));
    await world.atPosting();
    await world.postAll(plan);
    await world.atBlock((await world.turn()).deadline);
    await world.settle(world.tally(plan));
  });

  it("settles a process without a vote", async () => {
    const plan = world.plan([]);
    await world.atPosting();
    await world.takeTurn(plan);
    await world.as(world.people.poster).close(world.processId, world.tally(plan), world.openProof(plan));
    await world.atBlock((await world.turn()).deadline);
    assert.equal(await world.isFinal(), true);
  });

  it("gives the bond back once, to the poster, whoever calls", async () => {
    const { poster, stranger } = world.people;
    const plan = world.plan(world.votes(8));
    await world.atPosting();
    await world.postAll(plan);
    await world.atBlock((await world.turn()).deadline);
    await world.as(stranger).release(world.processId);
    await refused(world.as(poster).release(world.processId), "AlreadyReleased");
    assert.equal(await world.claim(poster), POSTER_BOND);
    const to: Hex = `0x${"77".repeat(20)}`;
    await refused(world.as(stranger).withdraw(to), "NothingToWithdraw");
    await world.as(poster).withdraw(to);
    assert.equal(await poster.getBalance({ address: to }), POSTER_BOND);
    assert.equal(await world.balance(), 0n);
    await refused(world.as(poster).withdraw(to), "NothingToWithdraw");
  });

  it("posts in several transactions, and in their order alone", async () => {
    const plan = world.plan(world.votes(24));
    const [first, second, third] = world.batches(plan);
    await world.atPosting();
    await world.takeTurn(plan);
    const account = world.as(world.people.poster);
    await refused(account.post(world.processId, 1, [second!]), "BatchOrder", 0n);
    await account.post(world.processId, 0, [first!, second!]);
    await refused(account.post(world.processId, 0, [first!]), "BatchOrder", 2n);
    await refused(account.post(world.processId, 1, [third!]), "BatchOrder", 2n);
    await account.post(world.processId, 2, [third!]);
    await account.close(world.processId, world.tally(plan), world.openProof(plan));
    assert.equal((await world.turn()).closed, true);
  });

  describe("the turn", () => {
    it("begins when the last ballot can no longer be published, with the bond", async () => {
      const plan = world.plan(world.votes(1));
      const { openingEnd } = await readTerms(world.people.owner, world.contracts, world.processId);
      await world.atBlock(openingEnd - 1n);
      const account = world.as(world.people.poster);
      const early = account.takeTurn(world.statement(plan), [], POSTER_BOND);
      await refused(early, "TooEarly", openingEnd);
      await world.atBlock(openingEnd);
      const signatures = await world.signatures(plan);
      for (const bond of [0n, POSTER_BOND - 1n, POSTER_BOND + 1n]) {
        await refused(account.takeTurn(world.statement(plan), signatures, bond), "BondWrong", POSTER_BOND);
      }
      await world.takeTurn(plan);
      await refused(world.takeTurn(plan, world.people.other), "TurnTaken");
    });

    it("takes the oracles' signatures over these very votes", async () => {
      const plan = world.plan(world.votes(9));
      const { oracles, stranger, poster } = world.people;
      await world.atPosting();
      const inbox = readInbox(poster, world.contracts);
      assert.equal((await inbox.inclusions(world.processId)).seal, zeroHash);
      const early = world.as(poster).takeTurn(world.statement(plan), [], POSTER_BOND);
      await refused(early, "InclusionNotSealed");
      const good = await world.signatures(plan);
      const take = (signatures: readonly Hex[], change = {}) =>
        world.as(poster).takeTurn({ ...world.statement(plan), ...change }, signatures, POSTER_BOND);
      await refused(take([]), "SignaturesTooFew");
      await refused(take(good.slice(1)), "SignaturesTooFew");
      await refused(take(await world.signatures(plan, 3)), "SignaturesTooFew");
      await refused(take([good[0]!, good[0]!]), "SignaturesUnordered");
      await refused(take([good[1]!, good[0]!]), "SignaturesUnordered");
      const other = await world.signatures(plan, 2, `0x${"ab".repeat(32)}`);
      await assert.rejects(take(other), /Signer|Unordered/, "for another process");
      await assert.rejects(take(good, { voteCount: 8n }), /Signer|Unordered/, "of another count");
      const digest = `0x${"cd".repeat(32)}`;
      await assert.rejects(take(good, { votesDigest: digest }), /Signer|Unordered/, "of another digest");
      await refused(take([good[0]!, "0x1234"]), "ECDSAInvalidSignatureLength");
      const byStranger = await world.signaturesOf(plan, [oracles[0], stranger]);
      await refused(take(byStranger), "SignerNotOracle", stranger.account.address);
      await take(good);
    });

    it("goes by the oracles of the day on which it is taken", async () => {
      const plan = world.plan(world.votes(2));
      const { oracles } = world.people;
      await world.atPosting();
      await world.takeTurn(plan);
      await world.removeOracle(oracles[0]);
      await world.removeOracle(oracles[1]);
      const poster = world.as(world.people.poster);
      await poster.post(world.processId, 0, world.batches(plan));
      await poster.close(world.processId, world.tally(plan), world.openProof(plan));
      assert.equal((await world.turn()).closed, true);
    });

    it("is no contract's", async () => {
      const plan = world.plan(world.votes(2));
      await world.atPosting();
      const contract = await (await evm()).as(world.deployment.results);
      await refused(world.takeTurn(plan, contract), "PosterNotPlain");
    });

    it("of a rollup without oracles is anyone's", async () => {
      world = await RollupWorld.open(made(), { signatures: 0 });
      const plan = world.plan(world.votes(5));
      await world.atPosting();
      const { poster } = world.people;
      await world.as(poster).takeTurn(world.statement(plan), [], POSTER_BOND);
      await world.as(poster).post(world.processId, 0, world.batches(plan));
      await world.as(poster).close(world.processId, world.tally(plan), world.openProof(plan));
      await world.atBlock((await world.turn()).deadline);
      assert.equal(await world.isFinal(), true);
    });
  });

  describe("batches", () => {
    const count = 20;
    const setUp = async () => {
      const plan = world.plan(world.votes(count));
      await world.atPosting();
      await world.takeTurn(plan);
      const account = world.as(world.people.poster);
      return {
        plan,
        batches: world.batches(plan),
        post: (list: Parameters<typeof account.post>[2]) => account.post(world.processId, 0, list),
      };
    };

    it("are the poster's alone, in time", async () => {
      const { batches, post } = await setUp();
      await refused(world.as(world.people.other).post(world.processId, 0, batches), "NotPoster");
      const { deadline } = await world.turn();
      await world.atBlock(deadline);
      await refused(post(batches), "TooLate", deadline);
      await world.as(world.people.watcher).challengeLate(world.processId);
      await refused(post(batches), "NoTurn");
    });

    it("have as many slots as the instance, the real ones first, and no number that is none", async () => {
      const { batches, post } = await setUp();
      const [first, second, last] = batches as [
        (typeof batches)[0],
        (typeof batches)[0],
        (typeof batches)[0],
      ];
      const bad = (change: Partial<typeof first>) => post([{ ...first, ...change }]);
      await refused(bad({ leaves: first.leaves.slice(1) }), "BatchSize", 8n);
      await refused(bad({ leaves: [...first.leaves, 0n] }), "BatchSize", 8n);
      await refused(bad({ leaves: [] }), "BatchSize", 8n);
      await refused(bad({ leaves: first.leaves.with(3, 0n) }), "SlotAfterEmpty", 4n);
      await refused(bad({ leaves: first.leaves.map(() => 0n) }), "BatchEmpty");
      await refused(bad({ leaves: first.leaves.with(5, SCALAR_FIELD_ORDER) }), "NotCanonical");
      await refused(
        bad({ leaves: first.leaves.with(5, first.leaves[5]! + SCALAR_FIELD_ORDER) }),
        "NotCanonical",
      );
      await refused(bad({ bitmap: 1n << 8n }), "BitmapTooLong");
      await refused(post([]), "BatchEmpty");
      await refused(post([first, second, { ...last, bitmap: 1n << 4n }]), "BitmapTooLong");
      await refused(post([first, second, last, last]), "AfterLastBatch");
      await post([first, second, last]);
      await refused(world.as(world.people.poster).post(world.processId, 3, [last]), "AfterLastBatch");
    });

    it("stand or fall together: one bad proof, wherever it is", async () => {
      const { batches, post } = await setUp();
      for (const [i, batch] of batches.entries()) {
        const others = batches.with(i, { ...batch, proof: batches[(i + 1) % 3]!.proof });
        await refused(post(others), "ProofRefused");
      }
      await post(batches);
    });

    it("are proved for what is posted: another leaf, bitmap, commitment, state or rule is refused", async () => {
      const { batches, post } = await setUp();
      const [first] = batches as [(typeof batches)[0]];
      const bad = (change: Partial<typeof first>) => post([{ ...first, ...change }, ...batches.slice(1)]);
      await refused(bad({ leaves: first.leaves.with(0, first.leaves[0]! + 1n) }), "ProofRefused");
      await refused(bad({ leaves: [...first.leaves].reverse() }), "ProofRefused");
      await refused(bad({ bitmap: first.bitmap ^ 1n }), "ProofRefused");
      await refused(bad({ commitment: first.commitment + 1n }), "ProofRefused");
      await refused(bad({ stateAfter: first.stateAfter + 1n }), "ProofRefused");
      await refused(post(batches.slice(1)), "ProofRefused");
      const otherRules = world.plan(world.votes(count), { maxTotalCost: 1 });
      await refused(post(world.batches(otherRules)), "ProofRefused");
      await refused(bad({ commitment: first.commitment + SCALAR_FIELD_ORDER }), "SignalNotCanonical");
      await refused(bad({ stateAfter: SCALAR_FIELD_ORDER }), "SignalNotCanonical");
    });

    it("with malformed points revert", async () => {
      const { batches, post } = await setUp();
      const [first] = batches as [(typeof batches)[0]];
      for (const [i, value] of [
        [0, first.proof[0]! + 1n],
        [1, first.proof[1]! + BASE_FIELD_ORDER],
        [2, 0n],
        [7, BASE_FIELD_ORDER],
      ] as const) {
        await refused(post([{ ...first, proof: first.proof.with(i, value) }]), "MalformedProof");
      }
      await refused(post([{ ...first, proof: Array<bigint>(8).fill(0n) }]), "MalformedProof");
    });

    it("of another process prove nothing here", async () => {
      const elsewhere = await RollupWorld.open(made());
      const plan = elsewhere.plan(elsewhere.votes(count));
      const foreign = elsewhere.batches(plan);
      const { post } = await setUp();
      await refused(post(foreign), "ProofRefused");
    });

    it("come from a plain account that calls the contract itself", async () => {
      const { batches } = await setUp();
      const { poster, owner } = world.people;
      const address = poster.account.address;
      // An account with delegated code (EIP-7702) could hide its batches inside a call.
      await owner.setCode({ address, bytecode: "0x00" });
      const proved = batches.map((batch) => ({ ...batch, proof: batch.proof as never }));
      const data = encodeFunctionData({
        abi: rollupAbi,
        functionName: "post",
        args: [world.processId, 0n, proved],
      });
      const call = owner.call({ account: address, to: world.contracts.rollup, data });
      await assert.rejects(call, new RegExp(toFunctionSelector("PosterNotPlain()")));
    });
  });

  describe("closing", () => {
    const setUp = async (posted = 10, certified = posted) => {
      const votes = world.votes(certified);
      const plan = world.plan(votes.slice(0, posted));
      await world.atPosting();
      await world.takeTurn(world.plan(votes));
      const account = world.as(world.people.poster);
      await account.post(world.processId, 0, world.batches(plan));
      const close = (tally = world.tally(plan), proof = world.openProof(plan)) =>
        account.close(world.processId, tally, proof);
      return { plan, close };
    };

    it("takes the tally that the state opens to", async () => {
      const { plan, close } = await setUp();
      const tally = world.tally(plan);
      await refused(close(tally.with(0, 9n)), "VoteCountWrong", 10n);
      await refused(close([]), "VoteCountWrong", 10n);
      await refused(close(tally.slice(0, -1)), "TallyLength", 8n);
      await refused(close([...tally, 0n]), "TallyLength", 8n);
      for (let i = 1; i < tally.length; i += 1) {
        await refused(close(tally.with(i, tally[i]! + 1n)), "ProofRefused");
      }
      await refused(close(tally.with(2, tally[3]!).with(3, tally[2]! + 1n)), "ProofRefused");
      await refused(close(tally.with(1, tally[1]! + SCALAR_FIELD_ORDER)), "NotCanonical");
      await refused(close(tally, world.keys.open.prove([1n, 2n, 3n])), "ProofRefused");
      await refused(
        world.as(world.people.other).close(world.processId, tally, world.openProof(plan)),
        "NotPoster",
      );
      await close();
      await refused(close(), "AlreadyClosed");
      const account = world.as(world.people.poster);
      await refused(account.post(world.processId, 2, world.batches(plan)), "AlreadyClosed");
    });

    it("is for the votes that the oracles signed", async () => {
      const { close } = await setUp(8, 10);
      await refused(close(), "NotCertified");
      // The whole tally over batches of which one is missing.
      const whole = world.plan(world.votes(10));
      await refused(close(world.tally(whole), world.openProof(whole)), "VoteCountWrong", 8n);
    });

    it("comes in time", async () => {
      const { close } = await setUp();
      const { deadline } = await world.turn();
      await world.atBlock(deadline - 2n);
      await refused(world.as(world.people.watcher).challengeLate(world.processId), "NotLate");
      await world.atBlock(deadline);
      await refused(close(), "TooLate", deadline);
    });
  });

  describe("and the process's entity", () => {
    const move = (status: number) =>
      processesAs(world.people.entity, world.deployment.processes).setStatus(world.processId, status);

    it("can neither cancel nor pause it from the closing block on: no result is suppressed that is seen", async () => {
      await world.atBlock(world.closing - 2n);
      await move(PAUSED);
      await world.atBlock(world.closing);
      await refused(move(CANCELED), "ResultsUnderWay");
      await move(READY);
      await refused(move(PAUSED), "ResultsUnderWay");
      const plan = await world.postVotes(world.votes(3));
      await refused(move(CANCELED), "ResultsUnderWay");
      await world.atBlock((await world.turn()).deadline);
      await refused(move(CANCELED), "ResultsUnderWay");
      await move(ENDED);
      await world.settle(world.tally(plan));
    });

    it("may cancel it before, and then nobody puts up a bond", async () => {
      await world.atBlock(world.closing - 2n);
      await move(CANCELED);
      await world.atPosting();
      await refused(world.takeTurn(world.plan(world.votes(3))), "ProcessCanceled");
      assert.equal(await world.balance(), 0n);
    });
  });
});
