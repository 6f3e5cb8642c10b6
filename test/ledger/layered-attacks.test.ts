// Attacks on keys in layers: deals, revealed keys and packages that are another's, and keykeepers who do not deal.
import assert from "node:assert/strict";
import { createVotePackage, encodeVotePackage, envelopeHash, namedVoterId } from "../../src/ballot/index.js";
import type { Transaction } from "../../src/ledger/index.js";
import { keyId } from "../../src/process/index.js";
import { sealLayered } from "../../src/seal/index.js";
import { flipped } from "../seal/support.js";
import { ceremonyIn, layerKeyOf, layerOf, layers } from "../support/ledger/council.js";
import { person } from "../support/ledger/people.js";
import { anonymousVote, namedCensus, namedVote, ruleFacts, scopeIn } from "../support/ledger/votes.js";
import { bytesOf, CENSUS_KEY, type ParamsChange, testGenesis, World } from "../support/ledger/world.js";

const ada = person("ada");
const census = namedCensus([ada]);
const RULES = { maxCount: 1, maxValue: 3 };
const SEALED: ParamsChange = {
  censusRoot: census.root,
  envelopeType: { encryptedVotes: true },
  blockCount: 4,
};

/** A chain with two keykeepers, and a process with sealed ballots. */
async function sealed() {
  const { keykeepers, members } = layers(2);
  const genesis = testGenesis({ lists: { ...testGenesis().lists, keykeepers } }, { dealWindow: 6 });
  const world = new World(ruleFacts(), genesis);
  return { world, members, id: await world.declare(SEALED) };
}

const code = async (world: World, tx: Transaction | Promise<Transaction>) =>
  (await world.refusal(await tx)).code;

const windowEnd = (world: World, id: Parameters<typeof ceremonyIn>[1]) =>
  world.until(ceremonyIn(world, id).deadline);

describe("ledger: attacks on layered keys", () => {
  it("takes fresh, different keys of keykeepers, and their secrets after the end", async () => {
    const { world, members, id } = await sealed();
    const [lower, upper] = members;
    const other = await world.declare(SEALED);
    const tx = await layerOf(world, id, lower!);
    assert.equal(await code(world, { ...tx, deal: flipped(tx.deal) }), "ledger/signature");
    assert.equal(await code(world, { ...tx, deal: new Uint8Array(32) }), "seal/box-key");
    assert.equal(await code(world, { ...tx, keykeeper: upper!.person.address }), "ledger/signature");
    await world.take(tx);
    assert.equal(await code(world, tx), "seal/dealt-twice");
    assert.equal(await code(world, layerOf(world, id, { ...upper!, keys: lower!.keys })), "seal/layers");
    assert.equal(await code(world, { ...tx, processId: other }), "ledger/signature");
    const confirmation = {
      kind: "confirm",
      processId: id,
      round: 0,
      keykeeper: tx.keykeeper,
      signature: tx.signature,
    } as const;
    assert.equal(await code(world, confirmation), "ledger/no-ceremony");
    await world.take(await layerOf(world, id, upper!));
    assert.equal(await code(world, layerKeyOf(world, id, lower!)), "ledger/too-early");
    await windowEnd(world, id);
    assert.ok(world.process(id).record.keyAt > 0);
    await world.until(world.process(id).start!);
    const votePackage = sealLayered(
      bytesOf(namedVoterId(ada.address, scopeIn(world, id))),
      encodeVotePackage({ type: "poll-vote", votes: [2] }),
      members.map(({ keys }) => keys.publicKey),
      RULES,
    );
    const vote = { ...census.member(0), encryptionKeyIndexes: [0, 1], votePackage };
    await world.take(await namedVote(world, id, ada, vote));
    await world.until(world.process(id).end!);
    const [low, high] = [layerKeyOf(world, id, lower!), layerKeyOf(world, id, upper!)];
    for (const wrong of [flipped(low.secret), high.secret, new Uint8Array(32)])
      assert.equal(await code(world, { ...low, secret: wrong }), "seal/revealed-key");
    assert.equal(await code(world, { ...low, place: 3 }), "seal/place");
    await world.take(low);
    assert.equal(world.process(id).results, undefined, "one layer of two opens nothing");
    await world.take(high);
    assert.equal(JSON.parse(world.process(id).results!).questions[0].results[2].count, "1");
  });

  it("takes no other package than an anonymous voter proved", async () => {
    const { world, members } = await sealed();
    const id = await world.declare({
      ...SEALED,
      censusKey: keyId(CENSUS_KEY.circuit, CENSUS_KEY.keyHash),
      envelopeType: { encryptedVotes: true, anonymous: true },
    });
    await world.take(...(await Promise.all(members.map((member) => layerOf(world, id, member)))));
    await windowEnd(world, id);
    await world.until(world.process(id).start!);
    const seal = () =>
      sealLayered(
        new Uint8Array(32),
        encodeVotePackage(createVotePackage([1])),
        members.map(({ keys }) => keys.publicKey),
        RULES,
      );
    const content = { encryptionKeyIndexes: [0, 1], votePackage: seal() };
    const tx = anonymousVote(world, id, 1n, census.root, content, envelopeHash);
    assert.equal(await code(world, { ...tx, votePackage: seal() }), "ledger/proof-refused");
    await world.take(tx);
  });

  it("begins again when one of all does not deal", async () => {
    const { world, members, id } = await sealed();
    const late = await layerOf(world, id, members[1]!);
    await world.take(await layerOf(world, id, members[0]!));
    await windowEnd(world, id);
    assert.equal(ceremonyIn(world, id).round, 1);
    assert.equal(await code(world, late), "ledger/round");
    assert.equal(await code(world, { ...late, round: 1 }), "ledger/signature");
  });
});
