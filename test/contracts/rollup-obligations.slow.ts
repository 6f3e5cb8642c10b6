// What binds a poster besides proofs: published ballots, included votes, and time.
import assert from "node:assert/strict";
import { concat, type Hex, keccak256, numberToHex, zeroHash } from "viem";
import { voteHash as hashVote } from "../../src/ballot/index.js";
import { SCALAR_FIELD_ORDER } from "../../src/bytes/index.js";
import { readInbox, readTerms, voteInboxAbi, votesTypedData } from "../../src/evm/index.js";
import { voteLeaf } from "../../src/rollup/index.js";
import { evm } from "../support/evm.js";
import { rollupDeployment } from "./rollup-deployment.js";
import type { TestVote } from "./rollup-votes.js";
import { POSTER_BOND, RollupWorld } from "./rollup-world.js";
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
      list.map((vote, i) => (i === 3 ? { ...vote, ballot: null } : vote));

    it("that was published voids the batches that call it unopenable", async () => {
      const list = world.votes(10);
      const vote = list[3]!;
      await world.atBlock(world.closing);
      const { stranger, watcher } = world.people;
      const receipt = await world.as(stranger).publishBallot(world.processId, world.ballot(vote));
      assert.equal(
        event(voteInboxAbi, receipt, "BallotPublished").voteHash,
        vote.voteHash,
        "as the voter hashed it",
      );
      const plan = await post(withheld(list));
      const slot = world.slot(plan, 0, 3);
      const account = world.as(watcher);
      await refused(
        account.challengeIgnored(world.processId, slot, world.shown(list[2]!)),
        "BallotNotPublished",
      );
      const wrong = world.slot(plan, 0, 2);
      await refused(account.challengeIgnored(world.processId, wrong, world.shown(vote)), "NotTheLeaf");
      const forged = { ...world.shown(vote), nullifier: 1n };
      await refused(account.challengeIgnored(world.processId, slot, forged), "NotTheLeaf");
      await account.challengeIgnored(world.processId, slot, world.shown(vote));
      await world.assertVoided();
    });

    it("is none that was opened, nor one that was never published", async () => {
      const list = world.votes(10);
      await world.atBlock(world.closing);
      await world.as(world.people.stranger).publishBallot(world.processId, world.ballot(list[2]!));
      const plan = await post(withheld(list));
      const account = world.as(world.people.watcher);
      await refused(
        account.challengeIgnored(world.processId, world.slot(plan, 0, 2), world.shown(list[2]!)),
        "BallotWasOpened",
      );
      await refused(
        account.challengeIgnored(world.processId, world.slot(plan, 0, 3), world.shown(list[3]!)),
        "BallotNotPublished",
      );
    });

    it("is published in its window, and is a ballot of the process", async () => {
      const vote = world.vote(0);
      const account = world.as(world.people.stranger);
      const publish = (change: Partial<ReturnType<typeof world.ballot>> = {}) =>
        account.publishBallot(world.processId, { ...world.ballot(vote), ...change });
      const { openingEnd } = await readTerms(world.people.owner, world.contracts, world.processId);
      await world.atBlock(world.closing - 1n);
      await refused(publish(), "TooEarly", world.closing);
      await world.atBlock(world.closing);
      await refused(publish({ packed: 1n << 16n }), "BallotMalformed");
      await refused(publish({ nonce: 1n << 248n }), "BallotMalformed");
      await refused(publish({ nullifier: vote.nullifier + SCALAR_FIELD_ORDER }), "NotCanonical");
      await publish({
        packed: (1n << 16n) - 1n,
        nonce: (1n << 248n) - 1n,
        nullifier: SCALAR_FIELD_ORDER - 1n,
      });
      await world.atBlock(openingEnd - 2n);
      await publish();
      await world.atBlock(openingEnd);
      await refused(publish(), "TooLate", openingEnd);
    });
  });

  // Both were possible while voteHash hid neither the ballot's length nor its voter.
  it("are none over a ballot of another length or of another voter", async () => {
    const nonce = "07".repeat(31);
    const { nullifier } = world.vote(0);
    await world.atBlock(world.closing);
    const account = world.as(world.people.stranger);
    const ballot = { nullifier, packed: 1n, nonce: BigInt(`0x${nonce}`) };
    const receipt = await account.publishBallot(world.processId, ballot);
    const { voteHash } = event(voteInboxAbi, receipt, "BallotPublished");
    assert.equal(voteHash, hashVote([1, 0], nonce, nullifier));
    const { isPublished } = readInbox(world.people.owner, world.contracts);
    for (const other of [hashVote([1], nonce, nullifier), hashVote([1, 0], nonce, nullifier + 1n)]) {
      assert.equal(await isPublished(world.processId, other), false);
    }
  });

  describe("an included vote", () => {
    it("must be shown in its slot before the turn can be closed", async () => {
      const list = world.votes(10);
      await world.atBlock(world.closing);
      const { stranger, poster, watcher } = world.people;
      const receipt = await world.as(stranger).includeVote(world.processId, world.included(list[9]!));
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
          .showIncluded(world.processId, world.slot(plan, batch, slot), world.sent(list[index]!));
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
      await world.as(stranger).includeVote(world.processId, world.included(list[9]!));
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
      await world.as(stranger).includeVote(world.processId, world.included(list[9]!));
      const bad = world.plan(list);
      await world.atPosting();
      await world.takeTurn(bad);
      await world.as(poster).post(world.processId, 0, world.batches(bad));
      await world.as(poster).showIncluded(world.processId, world.slot(bad, 1, 1), world.sent(list[9]!));
      await world.voidOver(bad, INVENTED, watcher);
      const good = world.plan(list.toSpliced(INVENTED, 1));
      await world.takeTurn(good, other);
      await world.as(other).post(world.processId, 0, world.batches(good));
      const close = () => world.as(other).close(world.processId, world.tally(good), world.openProof(good));
      await refused(close(), "IncludedVoteMissing", 1n);
      await world.as(other).showIncluded(world.processId, world.slot(good, 1, 0), world.sent(list[9]!));
      await close();
    });

    it("holds, has weight, comes in its window, and replaces one with a lower number only", async () => {
      const account = world.as(world.people.stranger);
      const vote = world.vote(0);
      const include = (included: Parameters<typeof account.includeVote>[1]) =>
        account.includeVote(world.processId, included);
      const { inclusionEnd } = await readTerms(world.people.owner, world.contracts, world.processId);
      await world.atBlock(world.closing - 1n);
      await refused(include(world.included(vote)), "TooEarly", world.closing);
      await world.atBlock(world.closing);
      await refused(include(world.included(votes[INVENTED]!)), "ProofRefused");
      await refused(include(world.included(world.vote(3, { weight: 0n }))), "WeightMissing");
      const { nullifier } = vote;
      const beyond = { ...world.included(vote), nullifier: nullifier + SCALAR_FIELD_ORDER };
      await refused(include(beyond), "NotCanonical");
      await refused(include({ ...world.included(vote), nullifier: nullifier + 1n }), "ProofRefused");
      await refused(include({ ...world.included(vote), nonce: 1n }), "ProofRefused");
      await refused(
        include({ ...world.included(vote), packageDigest: `0x${"00".repeat(32)}` }),
        "ProofRefused",
      );
      await refused(include(world.included(world.vote(0, { number: 2 }))), "NonceTooHigh", 1n);
      await include(world.included(vote));
      const same = world.vote(0, { votes: [2, 2] });
      await refused(include(world.included(same)), "NonceNotHigher", 0n);
      const second = world.vote(0, { votes: [2, 2], number: 1 });
      await include(world.included(second));
      await refused(include(world.included(vote)), "NonceNotHigher", 1n);
      const { inclusions } = readInbox(world.people.owner, world.contracts);
      const { count, digest, seal } = await inclusions(world.processId);
      const leaves = [voteLeaf(vote), voteLeaf(second)].map((leaf) => numberToHex(leaf, { size: 32 }));
      const chained = leaves.reduce<Hex>((sum, leaf) => keccak256(concat([sum, leaf])), zeroHash);
      assert.deepEqual([count, digest, seal], [1n, chained, zeroHash]);
      await world.atBlock(inclusionEnd - 2n);
      await include(world.included(world.vote(1)));
      await world.atBlock(inclusionEnd);
      await refused(include(world.included(world.vote(2))), "TooLate", inclusionEnd);
    });

    /** Includes these, and has a poster post these. */
    async function includedAndPosted(included: TestVote, posted: readonly TestVote[], m: number) {
      world = await RollupWorld.open(made(), { signatures: m });
      const [again, list] = [remake(included), posted.map(remake)];
      await world.atBlock(world.closing);
      await world.as(world.people.stranger).includeVote(world.processId, world.included(again));
      const plan = world.plan(list);
      await world.atPosting();
      const { poster } = world.people;
      const signatures = m > 0 ? await world.signatures(plan) : [];
      await world.as(poster).takeTurn(world.statement(plan), signatures, POSTER_BOND);
      await world.as(poster).post(world.processId, 0, world.batches(plan));
      return {
        show: (vote: TestVote) =>
          world.as(poster).showIncluded(world.processId, world.slot(plan, 0, 0), world.sent(remake(vote))),
        close: () => world.as(poster).close(world.processId, world.tally(plan), world.openProof(plan)),
      };
    }
    /** The same vote in another process. */
    const remake = ({ nullifier, votes, nonce, weight }: TestVote): TestVote =>
      world.vote(Number((nullifier >> 200n) - 1n), { votes: [...votes], number: nonce, weight });

    for (const m of [0, 2]) {
      const by = m === 0 ? "without oracles" : "with oracles";
      it(`that a node refused, as the second of its number, does not force itself into the count, ${by}`, async () => {
        const accepted = world.vote(0, { votes: [1, 1] });
        const second = world.vote(0, { votes: [2, 2] });
        const { show, close } = await includedAndPosted(second, [accepted, world.vote(1)], m);
        await refused(close(), "IncludedVoteMissing", 1n);
        await refused(show(second), "NotTheLeaf");
        await show(accepted);
        await close();
      });

      it(`that is an earlier one does not come back in the place of a later one, ${by}`, async () => {
        const later = world.vote(0, { votes: [1, 1], number: 1 });
        const earlier = world.vote(0, { votes: [2, 2] });
        const { show, close } = await includedAndPosted(earlier, [later, world.vote(1)], m);
        await show(later);
        await close();
      });

      it(`that is a later one is not satisfied by an earlier one, ${by}`, async () => {
        const earlier = world.vote(0, { votes: [2, 2] });
        const later = world.vote(0, { votes: [1, 1], number: 1 });
        const { show, close } = await includedAndPosted(later, [earlier, world.vote(1)], m);
        await refused(show(earlier), "NonceLower", 1n);
        await refused(show({ ...earlier, nonce: 1 }), "NotTheLeaf");
        await refused(close(), "IncludedVoteMissing", 1n);
      });
    }
  });

  describe("what oracles sign", () => {
    it("is sealed when nothing can be put on chain any more, once, by anyone", async () => {
      const { openingEnd } = await readTerms(world.people.owner, world.contracts, world.processId);
      const seal = () => world.as(world.people.stranger).sealInclusion(world.processId);
      await world.atBlock(openingEnd - 1n);
      await refused(seal(), "TooEarly", openingEnd);
      await world.atBlock(openingEnd);
      await seal();
      await refused(seal(), "AlreadySealed");
    });

    it("covers what was included: no signature made before it settles a tally that leaves out later votes", async () => {
      const list = world.votes(10);
      const early = world.plan(list.slice(0, 9));
      const { oracles, poster, stranger, owner } = world.people;
      const { chainId } = await evm();
      const { openingEnd } = await readTerms(owner, world.contracts, world.processId);
      await world.atBlock(world.closing);
      // All that can be known before the end: no seal, and the seal that another course of the chain would give.
      const snapshot = await owner.snapshot();
      await world.atBlock(openingEnd);
      const foreseen = await world.seal();
      await owner.revert({ id: snapshot });
      await world.as(stranger).includeVote(world.processId, world.included(list[9]!));
      await world.atPosting();
      const pair = oracles
        .slice(0, 2)
        .sort((a, b) => (BigInt(a.account.address) < BigInt(b.account.address) ? -1 : 1));
      const seal = await world.seal();
      assert.notEqual(seal, foreseen);
      for (const inclusionSeal of [zeroHash, foreseen]) {
        const data = votesTypedData(
          { rollup: world.contracts.rollup, chainId },
          { ...world.statement(early), inclusionSeal },
        );
        const signed = await Promise.all(pair.map((oracle) => oracle.signTypedData(data)));
        const take = world.as(poster).takeTurn(world.statement(early), signed, POSTER_BOND);
        await assert.rejects(take, /Signer|Unordered/);
      }
      await world.takeTurn(world.plan(list));
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
