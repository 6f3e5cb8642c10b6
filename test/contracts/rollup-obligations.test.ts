// What binds a poster besides proofs: published ballots, included votes, and time.
import assert from "node:assert/strict";
import { SCALAR_FIELD_ORDER } from "../../src/bytes/index.js";
import { readTerms, voteInboxAbi } from "../../src/evm/index.js";
import { voteLeaf } from "../../src/rollup/index.js";
import { rollupDeployment } from "./rollup-deployment.js";
import { RollupWorld, type TestVote } from "./rollup-world.js";
import { afresh, event, refused } from "./support.js";

const INVENTED = 4;

describe("contracts: obligations of a rollup's poster", () => {
  const made = afresh(() => rollupDeployment());
  let world: RollupWorld;
  /** Ten votes, of which number 4 was cast by nobody. */
  let votes: TestVote[];

  const post = (list: readonly TestVote[] = votes) => world.postVotes(list);

  beforeEach(async () => {
    world = await RollupWorld.open(made());
    votes = world.votes(10).with(INVENTED, world.inventedVote(INVENTED));
  });

  describe("an ignored ballot", () => {
    const withheld = (list: readonly TestVote[]) =>
      list.map((vote, i) => (i === 3 ? { ...vote, votePackage: null } : vote));

    it("that was published voids the batches that call it unopenable", async () => {
      const list = world.votes(10);
      const vote = list[3]!;
      await world.atBlock(world.closing);
      const { stranger, watcher } = world.people;
      const receipt = await world
        .as(stranger)
        .publishBallot(world.processId, world.packed(vote), vote.nonceNumber);
      assert.equal(
        event(voteInboxAbi, receipt, "BallotPublished").voteHash,
        vote.voteHash,
        "as the voter hashed it",
      );
      const plan = await post(withheld(list));
      const slot = world.slot(plan, 0, 3);
      const account = world.as(watcher);
      await refused(
        account.challengeIgnored(world.processId, slot, world.opening(list[2]!)),
        "BallotNotPublished",
      );
      const wrong = world.slot(plan, 0, 2);
      await refused(account.challengeIgnored(world.processId, wrong, world.opening(vote)), "NotTheLeaf");
      const forged = world.opening(vote).with(0, 1n) as [bigint, bigint, bigint, bigint];
      await refused(account.challengeIgnored(world.processId, slot, forged), "NotTheLeaf");
      await account.challengeIgnored(world.processId, slot, world.opening(vote));
      await world.assertVoided();
    });

    it("is none that was opened, nor one that was never published", async () => {
      const list = world.votes(10);
      await world.atBlock(world.closing);
      await world
        .as(world.people.stranger)
        .publishBallot(world.processId, world.packed(list[2]!), list[2]!.nonceNumber);
      const plan = await post(withheld(list));
      const account = world.as(world.people.watcher);
      await refused(
        account.challengeIgnored(world.processId, world.slot(plan, 0, 2), world.opening(list[2]!)),
        "BallotWasOpened",
      );
      await refused(
        account.challengeIgnored(world.processId, world.slot(plan, 0, 3), world.opening(list[3]!)),
        "BallotNotPublished",
      );
    });

    it("is published in its window, and is a ballot of the process", async () => {
      const vote = world.vote(0);
      const account = world.as(world.people.stranger);
      const publish = (packed = world.packed(vote), nonce = vote.nonceNumber) =>
        account.publishBallot(world.processId, packed, nonce);
      const { openingEnd } = await readTerms(world.people.owner, world.contracts, world.processId);
      await world.atBlock(world.closing - 1n);
      await refused(publish(), "TooEarly", world.closing);
      await world.atBlock(world.closing);
      await refused(publish(1n << 16n), "BallotMalformed");
      await refused(publish(0n, 1n << 248n), "BallotMalformed");
      await publish((1n << 16n) - 1n, (1n << 248n) - 1n);
      await world.atBlock(openingEnd - 2n);
      await publish();
      await world.atBlock(openingEnd);
      await refused(publish(), "TooLate", openingEnd);
    });
  });

  describe("an included vote", () => {
    it("must be shown in its slot before the turn can be closed", async () => {
      const list = world.votes(10);
      await world.atBlock(world.closing);
      const { stranger, poster, watcher } = world.people;
      const receipt = await world.as(stranger).includeVote(world.processId, world.shown(list[9]!));
      assert.equal(event(voteInboxAbi, receipt, "VoteIncluded").leaf, voteLeaf(list[9]!));
      const plan = world.plan(list);
      await world.atPosting();
      await world.takeTurn(plan);
      await world.as(poster).post(world.processId, 0, world.batches(plan));
      const close = () => world.as(poster).close(world.processId, world.tally(plan), world.openProof(plan));
      await refused(close(), "IncludedVoteMissing", 1n);
      const show = (index: number, batch: number, slot: number) =>
        world
          .as(watcher)
          .showIncluded(world.processId, list[index]!.nullifier, world.slot(plan, batch, slot));
      await refused(show(8, 1, 0), "NotIncluded");
      await refused(show(9, 1, 0), "NotTheLeaf");
      await show(9, 1, 1);
      await refused(show(9, 1, 1), "AlreadyShown");
      await close();
      await refused(show(9, 1, 1), "AlreadyClosed");
    });

    it("that was left out keeps the poster from closing, and costs half the bond", async () => {
      const list = world.votes(10);
      await world.atBlock(world.closing);
      const { stranger, poster, watcher } = world.people;
      await world.as(stranger).includeVote(world.processId, world.shown(list[9]!));
      const plan = world.plan(list.slice(0, 9));
      await world.atPosting();
      await world.takeTurn(plan);
      await world.as(poster).post(world.processId, 0, world.batches(plan));
      const close = world.as(poster).close(world.processId, world.tally(plan), world.openProof(plan));
      await refused(close, "IncludedVoteMissing", 1n);
      await world.atBlock((await world.turn()).deadline);
      await world.as(watcher).challengeLate(world.processId);
      await world.assertVoided();
    });

    it("has to be shown again in the next turn", async () => {
      const list = world.votes(10).with(INVENTED, votes[INVENTED]!);
      await world.atBlock(world.closing);
      const { stranger, poster, watcher, other } = world.people;
      await world.as(stranger).includeVote(world.processId, world.shown(list[9]!));
      const bad = world.plan(list);
      await world.atPosting();
      await world.takeTurn(bad);
      await world.as(poster).post(world.processId, 0, world.batches(bad));
      await world.as(poster).showIncluded(world.processId, list[9]!.nullifier, world.slot(bad, 1, 1));
      const vote = world.shown(list[INVENTED]!);
      await world.as(watcher).challengeInvented(world.processId, world.slot(bad, 0, INVENTED), vote);
      const good = world.plan(list.toSpliced(INVENTED, 1));
      await world.takeTurn(good, other);
      await world.as(other).post(world.processId, 0, world.batches(good));
      const close = () => world.as(other).close(world.processId, world.tally(good), world.openProof(good));
      await refused(close(), "IncludedVoteMissing", 1n);
      await world.as(other).showIncluded(world.processId, list[9]!.nullifier, world.slot(good, 1, 0));
      await close();
    });

    it("holds, has weight, comes in its window, and the last one of a nullifier counts", async () => {
      const account = world.as(world.people.stranger);
      const vote = world.vote(0);
      const include = (shown: Parameters<typeof account.includeVote>[1]) =>
        account.includeVote(world.processId, shown);
      const { inclusionEnd } = await readTerms(world.people.owner, world.contracts, world.processId);
      await world.atBlock(world.closing - 1n);
      await refused(include(world.shown(vote)), "TooEarly", world.closing);
      await world.atBlock(world.closing);
      await refused(include(world.shown(votes[INVENTED]!)), "ProofRefused");
      await refused(include(world.shown(world.vote(3, { weight: 0n }))), "WeightMissing");
      const { nullifier } = vote;
      await refused(
        include({ ...world.shown(vote), nullifier: nullifier + SCALAR_FIELD_ORDER }),
        "NotCanonical",
      );
      await refused(include({ ...world.shown(vote), nullifier: nullifier + 1n }), "ProofRefused");
      await include(world.shown(vote));
      const second = world.vote(0, { votes: [2, 2] });
      await include(world.shown(second));
      const read = (functionName: "includedCount" | "includedLeaf", args: readonly unknown[]) =>
        world.people.owner.readContract({
          address: world.contracts.inbox,
          abi: voteInboxAbi,
          functionName,
          args,
        } as never);
      assert.equal(await read("includedCount", [world.processId]), 1n);
      assert.equal(await read("includedLeaf", [world.processId, nullifier]), voteLeaf(second));
      await world.atBlock(inclusionEnd - 2n);
      await include(world.shown(world.vote(1)));
      await world.atBlock(inclusionEnd);
      await refused(include(world.shown(world.vote(2))), "TooLate", inclusionEnd);
    });
  });

  describe("lateness", () => {
    it("ends a turn that was not closed, and pays who says so", async () => {
      await world.atPosting();
      await world.takeTurn(world.plan(votes));
      const { deadline } = await world.turn();
      const { watcher } = world.people;
      await world.atBlock(deadline - 1n);
      await refused(world.as(watcher).challengeLate(world.processId), "NotLate");
      await world.atBlock(deadline);
      await world.as(watcher).challengeLate(world.processId);
      await world.assertVoided();
      await refused(world.as(watcher).challengeLate(world.processId), "NoTurn");
    });

    it("is none of a turn that was closed", async () => {
      await post(world.votes(3));
      await world.atBlock((await world.turn()).deadline + 100n);
      await refused(world.as(world.people.watcher).challengeLate(world.processId), "AlreadyClosed");
    });
  });
});
