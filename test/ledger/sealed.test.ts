import assert from "node:assert/strict";
import { encodeVotePackage, namedVoterId } from "../../src/ballot/index.js";
import type { Hex } from "../../src/bytes/index.js";
import { layerTypedData, readCeremony, type Transaction } from "../../src/ledger/index.js";
import {
  type CeremonyPlan,
  confirmationTypedData,
  createBoxKeys,
  createDeal,
  createKeykeeperKeys,
  dealTypedData,
  encodeDeal,
  keyShare,
  revealShare,
  sealBallot,
  sealLayered,
} from "../../src/seal/index.js";
import { people, person } from "../support/ledger/people.js";
import { namedCensus, namedVote, ruleFacts, scopeIn } from "../support/ledger/votes.js";
import { bytesOf, testGenesis, World } from "../support/ledger/world.js";

const [ada, bob] = ["ada", "bob"].map(person);
const KEYKEEPERS = people("keykeeper", 3);
const KEYS = KEYKEEPERS.map(() => createKeykeeperKeys());
const addresses = KEYKEEPERS.map(({ address }) => address);
const census = namedCensus([ada!, bob!]);
const RULES = { maxCount: 1, maxValue: 3 };

const genesisWith = (keykeepers: ReturnType<typeof testGenesis>["lists"]["keykeepers"]) =>
  testGenesis({ lists: { ...testGenesis().lists, keykeepers } });

const threshold = genesisWith({
  kind: "threshold",
  addresses,
  publicKeys: KEYS.map(({ publicKey }) => publicKey),
  threshold: 2,
  confirmations: 2,
});

const SEALED = { censusRoot: census.root, envelopeType: { encryptedVotes: true }, blockCount: 4 } as const;

function ceremonyOf(world: World, id: Hex) {
  const state = readCeremony(world.ledger.state, world.ledger.state, world.process(id).record);
  assert.ok(state);
  return state;
}

/** The whole ceremony of t among n, its deals and its plan. */
async function holdCeremony(world: World, processId: Hex) {
  const state = ceremonyOf(world, processId);
  assert.equal(state.kind, "threshold");
  const { plan } = (state as Extract<typeof state, { kind: "threshold" }>).ceremony;
  const deals = await Promise.all(
    KEYKEEPERS.map(async ({ account, address }, i): Promise<Transaction> => {
      const deal = createDeal(plan, i + 1);
      const signature = bytesOf(await account.signTypedData(dealTypedData(plan.context, deal)));
      return { kind: "deal", processId, round: 0, keykeeper: address, deal: encodeDeal(deal), signature };
    }),
  );
  await world.take(...deals);
  const { dealWindow, complainWindow } = world.genesis.parameters;
  await world.until(world.ledger.height + dealWindow + complainWindow);
  const { ceremony } = ceremonyOf(world, processId) as Extract<typeof state, { kind: "threshold" }>;
  const confirmations = await Promise.all(
    KEYKEEPERS.slice(0, 2).map(async ({ account, address }): Promise<Transaction> => {
      const signature = bytesOf(
        await account.signTypedData(confirmationTypedData(plan.context, ceremony.key!)),
      );
      return { kind: "confirm", processId, round: 0, keykeeper: address, signature };
    }),
  );
  await world.take(...confirmations);
  await world.until(ceremonyOf(world, processId).deadline);
  await world.until(world.process(processId).start!);
  return { plan, key: ceremony.key!, deals: ceremony.deals };
}

const revealOf = (
  processId: Hex,
  plan: CeremonyPlan,
  deals: Parameters<typeof keyShare>[1],
  i: number,
): Transaction => {
  const { share } = revealShare(
    i + 1,
    keyShare(plan, deals, { place: i + 1, secretKey: KEYS[i]!.secretKey }),
  );
  return { kind: "reveal", processId, round: 0, place: i + 1, secret: share };
};

describe("ledger: sealed ballots", () => {
  it("makes a key with t of n, takes sealed ballots, and counts when t shares are out", async () => {
    const world = new World(ruleFacts(), threshold);
    const id = await world.declare(SEALED);
    assert.equal(world.process(id).start, undefined, "it starts when there is a key");
    const { plan, key, deals } = await holdCeremony(world, id);
    const scope = scopeIn(world, id);
    const sealed = (voter: typeof ada, votes: number[]) =>
      sealBallot(
        { context: plan.context, scope, publicKey: key.publicKey, rules: RULES },
        bytesOf(namedVoterId(voter!.address, scope)),
        encodeVotePackage({ type: "poll-vote", votes }),
      );
    const vote = { encryptionKeyIndexes: [0], ...census.member(0), votePackage: sealed(ada, [2]) };
    await world.take(await namedVote(world, id, ada!, vote));
    // Bob casts Ada's sealed ballot as his own: it names another voter, and counts as invalid.
    await world.take(await namedVote(world, id, bob!, { ...vote, ...census.member(1) }));
    const early = revealOf(id, plan, deals, 0);
    assert.equal((await world.refusal(early)).code, "ledger/too-early");
    await world.until(world.process(id).end!);
    assert.equal(world.process(id).phase, "ended", "it is not counted before the keys are out");
    await world.take(early);
    assert.equal((await world.refusal(early)).code, "ledger/revealed");
    assert.equal(world.process(id).phase, "ended", "t − 1 shares open nothing");
    await world.take(revealOf(id, plan, deals, 2));
    const { results } = world.process(id);
    const [question] = JSON.parse(results!).questions;
    assert.equal(question.results[2].count, "1");
    assert.equal(question.invalid, "2");
  });

  it("seals in layers for all keykeepers", async () => {
    const world = new World(ruleFacts(), genesisWith({ kind: "layered", addresses }));
    const id = await world.declare(SEALED);
    const keys = KEYKEEPERS.map(() => createBoxKeys());
    const deals = await Promise.all(
      KEYKEEPERS.map(async ({ account, address }, i): Promise<Transaction> => {
        const deal = keys[i]!.publicKey;
        const typed = layerTypedData(world.genesis.hash, { processId: id, round: 0, deal });
        const signature = bytesOf(await account.signTypedData(typed));
        return { kind: "deal", processId: id, round: 0, keykeeper: address, deal, signature };
      }),
    );
    await world.take(...deals);
    await world.until(ceremonyOf(world, id).deadline);
    await world.until(world.process(id).start!);
    const voterId = bytesOf(namedVoterId(ada!.address, scopeIn(world, id)));
    const votePackage = sealLayered(
      voterId,
      encodeVotePackage({ type: "poll-vote", votes: [3] }),
      keys.map(({ publicKey }) => publicKey),
      RULES,
    );
    const vote = { ...census.member(0), encryptionKeyIndexes: [0, 1, 2], votePackage };
    await world.take(await namedVote(world, id, ada!, vote));
    await world.until(world.process(id).end!);
    for (const [i, { secretKey }] of keys.entries())
      await world.take({ kind: "reveal", processId: id, round: 0, place: i + 1, secret: secretKey });
    const { results } = world.process(id);
    assert.equal(JSON.parse(results!).questions[0].results[3].count, "1");
  });

  it("begins a new round when a ceremony fails, and ends without votes after three", async () => {
    const world = new World(ruleFacts(), threshold);
    const id = await world.declare(SEALED);
    for (const round of [0, 1, 2]) {
      assert.equal(ceremonyOf(world, id).round, round);
      assert.equal(world.process(id).phase, "waiting");
      await world.until(ceremonyOf(world, id).deadline);
    }
    assert.equal(world.process(id).phase, "counted");
    assert.equal(world.process(id).record.withoutKey, true);
  });
});
