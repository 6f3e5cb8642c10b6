// Votes that the EVM included: they count by the same rules, and a package that is not the proved ballot counts as invalid.
import assert from "node:assert/strict";
import { createVotePackage, encodeVotePackage, envelopeHash, voteHash } from "../../src/ballot/index.js";
import { MemoryStore, restoreSnapshot, snapshotChunks, snapshotManifest } from "../../src/ledger/index.js";
import { keyId } from "../../src/process/index.js";
import { sealLayered } from "../../src/seal/index.js";
import { layerKeyOf, layerOf, layers } from "../support/ledger/council.js";
import { ruleFacts } from "../support/ledger/votes.js";
import { bytesOf, CENSUS_KEY, testGenesis, World } from "../support/ledger/world.js";

const CHAIN_KEY = keyId(CENSUS_KEY.circuit, CENSUS_KEY.keyHash);

/** Throws unless a snapshot gives the same state. */
async function ensureRestored({ genesis, store, ledger }: World): Promise<void> {
  const manifest = snapshotManifest(genesis, store);
  const restored = await restoreSnapshot(genesis, manifest, snapshotChunks(store), new MemoryStore());
  assert.deepEqual(restored.stateRoot, ledger.stateRoot);
}

describe("ledger: votes that the EVM included", () => {
  it("count if their package opens what was proved, and are invalid otherwise", async () => {
    const world = new World(ruleFacts());
    const id = await world.declare({
      censusKey: CHAIN_KEY,
      envelopeType: { anonymous: true },
      blockCount: 2,
    });
    await world.attest(id, { kind: "rollup-opened", oracles: 0 });
    await world.until(world.process(id).start!);
    await world.until(world.process(id).end!);
    assert.equal(world.process(id).phase, "ended", "it waits for the end of the inclusion");
    const included = (nullifier: bigint, weight: bigint, told: number, proved: number) => {
      const sealed = createVotePackage([proved]);
      const votePackage = encodeVotePackage({ ...sealed, votes: [told] });
      const content = { nonce: 0, encryptionKeyIndexes: [], votePackage };
      return {
        nullifier,
        weight,
        voteHash: voteHash(sealed.votes, sealed.nonce, nullifier),
        nonce: 0,
        envelopeHash: envelopeHash(content),
        votePackage,
      };
    };
    const votes = [
      included(5n, 2n, 1, 1),
      included(6n, 4n, 3, 2),
      { ...included(7n, 8n, 1, 1), votePackage: null },
      included(5n, 2n, 0, 0), // the voter's vote with this number is there already
    ];
    await world.attest(id, { kind: "included", votes });
    await world.attest(id, { kind: "inclusion-ended" });
    const { record, results } = world.process(id);
    assert.deepEqual([record.logSize, record.withoutPackage], [3, 2]);
    const [question] = JSON.parse(results!).questions;
    assert.equal(question.invalid, "12");
    assert.deepEqual(
      question.results.map(({ count }: { count: string }) => count),
      ["0", "2", "0", "0"],
    );
  });

  it("are in snapshots, whichever keys their envelopes name", async () => {
    const world = new World(ruleFacts());
    const id = await world.declare({
      censusKey: CHAIN_KEY,
      envelopeType: { anonymous: true },
      blockCount: 2,
    });
    await world.attest(id, { kind: "rollup-opened", oracles: 0 });
    const sealed = createVotePackage([2]);
    const votePackage = encodeVotePackage(sealed);
    const vote = {
      nullifier: 5n,
      weight: 3n,
      nonce: 0,
      voteHash: voteHash(sealed.votes, sealed.nonce, 5n),
      envelopeHash: envelopeHash({ nonce: 0, encryptionKeyIndexes: [7], votePackage }),
      votePackage,
    };
    await world.attest(id, { kind: "included", votes: [vote] });
    await ensureRestored(world);
    await world.until(world.process(id).end!);
    await world.attest(id, { kind: "inclusion-ended" });
    await ensureRestored(world);
    assert.equal(JSON.parse(world.process(id).results!).questions[0].results[2].count, "3");
  });

  it("open if they were sealed for the process's keys, and are invalid otherwise", async () => {
    const { keykeepers, members } = layers(2);
    const world = new World(ruleFacts(), testGenesis({ lists: { ...testGenesis().lists, keykeepers } }));
    const envelopeType = { anonymous: true, encryptedVotes: true };
    const id = await world.declare({ censusKey: CHAIN_KEY, envelopeType, blockCount: 2 });
    await world.attest(id, { kind: "rollup-opened", oracles: 2 });
    const included = (nullifier: bigint, weight: bigint, encryptionKeyIndexes: number[]) => {
      const ballot = createVotePackage([1]);
      const votePackage = sealLayered(
        bytesOf(`0x${nullifier.toString(16).padStart(64, "0")}`),
        encodeVotePackage(ballot),
        members.map(({ keys }) => keys.publicKey),
        { maxCount: 1, maxValue: 3 },
      );
      return {
        nullifier,
        weight,
        nonce: 0,
        voteHash: voteHash(ballot.votes, ballot.nonce, nullifier),
        envelopeHash: envelopeHash({ nonce: 0, encryptionKeyIndexes, votePackage }),
        votePackage,
      };
    };
    // Before there is a key: nobody knows the keys of the process yet.
    await world.attest(id, { kind: "included", votes: [included(4n, 1n, [0, 1])] });
    await ensureRestored(world);
    await world.take(...(await Promise.all(members.map((member) => layerOf(world, id, member)))));
    while (world.process(id).start === undefined) await world.block();
    const right = included(5n, 2n, [0, 1]);
    await world.attest(id, { kind: "included", votes: [right, included(6n, 4n, [0])] });
    await world.attest(id, {
      kind: "included",
      votes: [{ ...included(7n, 8n, [0, 1]), votePackage: right.votePackage }],
    });
    await ensureRestored(world);
    await world.until(world.process(id).start! + 2);
    await world.attest(id, { kind: "inclusion-ended" });
    await world.take(...members.map((member) => layerKeyOf(world, id, member)));
    const [question] = JSON.parse(world.process(id).results!).questions;
    assert.deepEqual([question.results[1].count, question.invalid], ["2", "13"]);
    await ensureRestored(world);
  });
});
