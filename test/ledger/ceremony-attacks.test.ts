/** The key ceremony's messages, as transactions: changed, taken elsewhere, out of their windows, and false. What the proofs prove is in test/seal. */
import assert from "node:assert/strict";
import { encodeVotePackage, namedVoterId } from "../../src/ballot/index.js";
import type { Hex } from "../../src/bytes/index.js";
import type { DealTransaction, RevealTransaction, Transaction } from "../../src/ledger/index.js";
import { keyId, Status } from "../../src/process/index.js";
import { createDeal, type Deal, decodeDeal, sealBallot } from "../../src/seal/index.js";
import { flipped } from "../seal/support.js";
import {
  ceremonyIn,
  complaintOf,
  confirmationOf,
  council,
  dealOf,
  runCeremony,
  shareOf,
  thresholdIn,
} from "../support/ledger/council.js";
import { person } from "../support/ledger/people.js";
import { namedCensus, namedVote, ruleFacts, scopeIn } from "../support/ledger/votes.js";
import { bytesOf, CENSUS_KEY, type ParamsChange, testGenesis, World } from "../support/ledger/world.js";

const [ada, bob] = ["ada", "bob"].map(person);
const census = namedCensus([ada!, bob!]);
const SEALED: ParamsChange = {
  censusRoot: census.root,
  envelopeType: { encryptedVotes: true },
  blockCount: 4,
};
const RULES = { maxCount: 1, maxValue: 3 };
const WINDOWS = { dealWindow: 6, complainWindow: 3, confirmWindow: 3 };

const group = council(3, 2);
const [one, two, three] = group.members;

async function sealed() {
  const lists = { ...testGenesis().lists, keykeepers: group.keykeepers };
  const genesis = testGenesis({ lists }, WINDOWS);
  const world = new World(ruleFacts(), genesis);
  return { world, id: await world.declare(SEALED) };
}

const code = async (world: World, tx: Transaction | Promise<Transaction>) =>
  (await world.refusal(await tx)).code;

const windowEnd = (world: World, id: Hex) => world.until(ceremonyIn(world, id).deadline);

/** A deal whose shares for some places are sealed for nobody. */
function spoiled(world: World, id: Hex, dealer: number, places: readonly number[]): Deal {
  const deal = createDeal(thresholdIn(world, id).ceremony.plan, dealer);
  return {
    ...deal,
    shares: deal.shares.map((share, i) => (places.includes(i + 1) ? flipped(share) : share)),
  };
}

/** Ballots sealed for the key of a process, and votes with them. */
function ballotsFor(world: World, id: Hex) {
  const scope = scopeIn(world, id);
  const { ceremony } = thresholdIn(world, id);
  const election = {
    context: ceremony.plan.context,
    scope,
    publicKey: ceremony.key!.publicKey,
    rules: RULES,
  };
  const seal = (votes: number[], of = ada!) =>
    sealBallot(
      election,
      bytesOf(namedVoterId(of.address, scope)),
      encodeVotePackage({ type: "poll-vote", votes }),
    );
  const vote = (of: typeof ada, i: number, votePackage: Uint8Array, encryptionKeyIndexes = [0]) =>
    namedVote(world, id, of!, { ...census.member(i), encryptionKeyIndexes, votePackage });
  return { seal, vote };
}

describe("ledger: attacks on the key ceremony", () => {
  it("refuses a deal with any bit changed, wherever it is", async () => {
    const { world, id } = await sealed();
    const tx = await dealOf(world, id, one!);
    const parts = [0, 1, 40, 65, 100, 170, 230, 300, tx.deal.length - 1];
    for (const at of parts) {
      const changed = await code(world, { ...tx, deal: flipped(tx.deal, at) });
      assert.ok(["ledger/signature", "seal/point"].includes(changed), `byte ${at}: ${changed}`);
    }
    for (const at of [0, 20, 40, 63, 64])
      assert.equal(await code(world, { ...tx, signature: flipped(tx.signature, at) }), "ledger/signature");
    for (const deal of [tx.deal.subarray(1), Uint8Array.of(...tx.deal, 0), new Uint8Array()])
      assert.equal(await code(world, { ...tx, deal }), "seal/deal");
    await world.take(tx);
  });

  it("refuses a deal of another process, round, keykeeper, or chain", async () => {
    const { world, id } = await sealed();
    const other = await world.declare(SEALED);
    const tx = await dealOf(world, id, one!);
    assert.equal(await code(world, { ...tx, processId: other }), "ledger/signature");
    assert.equal(await code(world, { ...tx, round: 1 }), "ledger/round");
    assert.equal(await code(world, { ...tx, keykeeper: two!.person.address }), "ledger/signature");
    assert.equal(await code(world, { ...tx, keykeeper: ada!.address }), "seal/not-keykeeper");
    const fromRound1 = await dealOf(world, id, one!, { round: 1 });
    assert.equal(await code(world, { ...fromRound1, round: 0 }), "ledger/signature");
    const inTheNameOfTwo = createDeal(thresholdIn(world, id).ceremony.plan, 2);
    assert.equal(await code(world, dealOf(world, id, one!, { deal: inTheNameOfTwo })), "seal/not-keykeeper");
    const [plain] = [await world.declare({ censusRoot: census.root })];
    assert.equal(await code(world, { ...tx, processId: plain }), "ledger/no-ceremony");
  });

  it("refuses the proofs of another's deal under one's own signature", async () => {
    const { world, id } = await sealed();
    const tx = await dealOf(world, id, one!);
    const stolen = { ...decodeDeal(tx.deal, group.keykeepers), dealer: 2 };
    assert.equal(await code(world, dealOf(world, id, two!, { deal: stolen })), "seal/proof");
  });

  it("takes one deal of a dealer, and none out of the window", async () => {
    const { world, id } = await sealed();
    const [first, second] = [await dealOf(world, id, one!), await dealOf(world, id, one!)];
    assert.equal(await code(world, confirmIn(id, first)), "seal/window");
    await world.take(first);
    assert.equal(await code(world, first), "seal/dealt-twice");
    assert.equal(await code(world, second), "seal/dealt-twice");
    await world.take(await dealOf(world, id, two!));
    await windowEnd(world, id);
    assert.equal(thresholdIn(world, id).ceremony.phase, "complain");
    assert.equal(await code(world, dealOf(world, id, three!)), "seal/window");
  });

  /** Any confirmation, before there is a key. */
  const confirmIn = (processId: Hex, { round, keykeeper, signature }: DealTransaction): Transaction => ({
    kind: "confirm",
    processId,
    round,
    keykeeper,
    signature,
  });

  for (const [whom, places] of [
    ["one", [2]],
    ["all", [1, 2, 3]],
  ] as const)
    it(`removes a dealer of a wrong share to ${whom}, by one true complaint`, async () => {
      const { world, id } = await sealed();
      const bad = spoiled(world, id, 1, places);
      await world.take(
        await dealOf(world, id, one!, { deal: bad }),
        await dealOf(world, id, two!),
        await dealOf(world, id, three!),
      );
      await windowEnd(world, id);
      const [deal] = thresholdIn(world, id).ceremony.deals;
      const complaint = complaintOf(world, id, deal!, two!);
      assert.equal(await code(world, { ...complaint, proof: flipped(complaint.proof) }), "seal/proof");
      assert.equal(await code(world, { ...complaint, place: 3 }), "seal/proof");
      assert.equal(await code(world, { ...complaint, dealer: 2 }), "seal/proof");
      assert.equal(await code(world, { ...complaint, place: 4 }), "seal/place");
      assert.equal(await code(world, { ...complaint, round: 1 }), "ledger/round");
      await world.take(complaint);
      assert.equal(await code(world, complaint), "seal/no-deal");
      assert.deepEqual(thresholdIn(world, id).ceremony.removed, [1]);
      await windowEnd(world, id);
      assert.equal(thresholdIn(world, id).ceremony.phase, "confirm");
      assert.equal(await code(world, complaint), "seal/window");
    });

  it("refuses a false complaint", async () => {
    const { world, id } = await sealed();
    const bad = spoiled(world, id, 1, [2]);
    await world.take(await dealOf(world, id, one!, { deal: bad }), await dealOf(world, id, two!));
    await windowEnd(world, id);
    const { ceremony } = thresholdIn(world, id);
    const honest = { ...ceremony.deals[0]!, shares: ceremony.deals[0]!.shares.map((s) => flipped(s)) };
    // Place 3 has a right share; it proves its point rightly, and the share opens.
    const complaint = complaintOf(world, id, honest, three!);
    assert.equal(await code(world, complaint), "seal/complaint");
    assert.equal(thresholdIn(world, id).ceremony.deals.length, 2);
  });

  it("begins again when too few deal or confirm, and ends without votes after three rounds", async () => {
    const { world, id } = await sealed();
    await world.take(await dealOf(world, id, one!));
    await windowEnd(world, id);
    assert.equal(ceremonyIn(world, id).round, 1);
    assert.equal(await code(world, dealOf(world, id, two!)), "ledger/round");
    await world.take(
      await dealOf(world, id, one!, { round: 1 }),
      await dealOf(world, id, two!, { round: 1 }),
    );
    await windowEnd(world, id);
    await windowEnd(world, id);
    await world.take(await confirmationOf(world, id, one!));
    await windowEnd(world, id);
    assert.equal(ceremonyIn(world, id).round, 2);
    await windowEnd(world, id);
    const { record, phase, results } = world.process(id);
    assert.deepEqual([record.withoutKey, phase, record.logSize], [true, "counted", 0]);
    assert.ok(results);
    assert.equal(await code(world, dealOf(world, id, one!, { round: 2 })), "ledger/ended");
  });

  it("refuses confirmations of another key, process or keykeeper", async () => {
    const { world, id } = await sealed();
    await world.take(await dealOf(world, id, one!), await dealOf(world, id, two!));
    await windowEnd(world, id);
    await windowEnd(world, id);
    const tx = await confirmationOf(world, id, one!);
    assert.equal(await code(world, { ...tx, keykeeper: two!.person.address }), "ledger/signature");
    assert.equal(await code(world, { ...tx, keykeeper: ada!.address }), "seal/not-keykeeper");
    assert.equal(await code(world, { ...tx, signature: flipped(tx.signature, 40) }), "ledger/signature");
    await world.take(tx);
    assert.equal(await code(world, tx), "seal/confirmed-twice");
    await world.take(await confirmationOf(world, id, two!));
    await windowEnd(world, id);
    assert.equal(await code(world, tx), "seal/window");
    assert.equal(world.process(id).start, world.process(id).record.keyAt + 1);
  });

  it("counts what the EVM included as invalid where there never was a key", async () => {
    const genesis = testGenesis({ lists: { ...testGenesis().lists, keykeepers: group.keykeepers } }, WINDOWS);
    const world = new World(ruleFacts(), genesis);
    const id = await world.declare({
      ...SEALED,
      censusKey: keyId(CENSUS_KEY.circuit, CENSUS_KEY.keyHash),
      envelopeType: { encryptedVotes: true, anonymous: true },
    });
    await world.attest(id, { kind: "rollup-opened", oracles: 2 });
    for (let round = 0; round < 3; round++) await windowEnd(world, id);
    assert.equal(world.process(id).phase, "ended");
    const vote = { nullifier: 5n, weight: 3n, voteHash: 6n, nonce: 0, envelopeHash: 7n };
    const votePackage = encodeVotePackage({ type: "poll-vote", votes: [1] });
    await world.attest(id, { kind: "included", votes: [{ ...vote, votePackage }] });
    await world.attest(id, { kind: "inclusion-ended" });
    const [question] = JSON.parse(world.process(id).results!).questions;
    assert.equal(question.invalid, "3");
  });

  it("refuses complaints, confirmations and shares of one process in another", async () => {
    const { world, id } = await sealed();
    const other = await world.declare(SEALED);
    for (const process of [id, other]) {
      const deal = spoiled(world, process, 1, [2]);
      await world.take(
        await dealOf(world, process, one!, { deal }),
        await dealOf(world, process, two!),
        await dealOf(world, process, three!),
      );
    }
    const phase = (process: Hex) => thresholdIn(world, process).ceremony.phase;
    await windowEnd(world, other);
    assert.deepEqual([phase(id), phase(other)], ["complain", "complain"]);
    const [deal] = thresholdIn(world, id).ceremony.deals;
    const complaint = complaintOf(world, id, deal!, two!);
    assert.equal(await code(world, { ...complaint, processId: other }), "seal/proof");
    await windowEnd(world, other);
    assert.deepEqual([phase(id), phase(other)], ["confirm", "confirm"]);
    assert.equal(await code(world, complaint), "seal/window");
    const confirmation = await confirmationOf(world, id, one!);
    assert.equal(await code(world, { ...confirmation, processId: other }), "ledger/signature");
    for (const process of [id, other])
      await world.take(
        await confirmationOf(world, process, one!),
        await confirmationOf(world, process, three!),
      );
    await windowEnd(world, other);
    await world.until(world.process(other).start!);
    for (const process of [id, other]) {
      const { seal, vote } = ballotsFor(world, process);
      await world.take(await vote(ada, 0, seal([1])));
    }
    await world.until(world.process(other).end!);
    const share = shareOf(world, id, one!);
    assert.equal(await code(world, { ...share, processId: other }), "seal/share");
    await world.take(share);
  });

  it("takes no message once the process is ended or canceled", async () => {
    for (const [status, expected] of [
      [Status.ENDED, "ledger/ended"],
      [Status.CANCELED, "ledger/canceled"],
    ] as const) {
      const { world, id } = await sealed();
      const deal = await dealOf(world, id, one!);
      await world.attest(id, { kind: "status", status });
      assert.equal(await code(world, deal), expected);
    }
  });
});

describe("ledger: attacks on what opens sealed ballots", () => {
  async function voted() {
    const { world, id } = await sealed();
    await runCeremony(world, id, group);
    await world.until(world.process(id).start!);
    return { world, id, ...ballotsFor(world, id) };
  }

  it("takes ballots of one length alone, for the key of the round, and no exchanged package", async () => {
    const { world, seal, vote } = await voted();
    const lengths = [[0], [3], [1, 2, 3].slice(0, 1)].map((votes) => seal(votes).length);
    assert.equal(new Set(lengths).size, 1);
    const package_ = seal([2]);
    for (const wrong of [package_.subarray(1), Uint8Array.of(...package_, 0), new Uint8Array()])
      assert.equal(await code(world, vote(ada, 0, wrong)), "ledger/sealed-length");
    for (const indexes of [[], [1], [0, 1]])
      assert.equal(await code(world, vote(ada, 0, package_, indexes)), "ledger/key-indexes");
    const tx = await vote(ada, 0, package_);
    assert.equal(await code(world, { ...tx, votePackage: seal([3]) }), "ledger/signature");
  });

  it("opens with t shares and not before, by shares of the right holders alone", async () => {
    const { world, id, seal, vote } = await voted();
    await world.take(await vote(ada, 0, seal([2])), await vote(bob, 1, seal([2])));
    const share = shareOf(world, id, one!);
    assert.equal(await code(world, share), "ledger/too-early");
    await world.until(world.process(id).end!);
    const wrong: [Partial<RevealTransaction>, string][] = [
      [{ secret: flipped(share.secret) }, "seal/share"],
      [{ secret: new Uint8Array(32).fill(255) }, "seal/scalar"],
      [{ place: 2 }, "seal/share"],
      [{ place: 0 }, "seal/place"],
      [{ place: 4 }, "seal/place"],
      [{ round: 1 }, "ledger/round"],
    ];
    for (const [change, expected] of wrong)
      assert.equal(await code(world, { ...share, ...change }), expected);
    await world.take(share);
    assert.equal(await code(world, share), "ledger/revealed");
    assert.equal(world.process(id).phase, "ended");
    assert.equal(world.process(id).results, undefined);
    const last = shareOf(world, id, three!);
    await world.take(shareOf(world, id, two!));
    const [question] = JSON.parse(world.process(id).results!).questions;
    // Bob copied a ballot that names Ada: it counts as invalid, with its weight.
    assert.deepEqual([question.results[2].count, question.invalid], ["1", "2"]);
    assert.equal(await code(world, last), "ledger/revealed");
  });

  it("opens nothing of a canceled process", async () => {
    const { world, id, seal, vote } = await voted();
    await world.take(await vote(ada, 0, seal([2])));
    await world.attest(id, { kind: "status", status: Status.CANCELED });
    assert.equal(await code(world, shareOf(world, id, one!)), "ledger/canceled");
  });
});
