import assert from "node:assert/strict";
import { sha256 } from "@noble/hashes/sha2.js";
import { namedVoterId } from "../../src/ballot/index.js";
import { type Hex, toHex } from "../../src/bytes/index.js";
import {
  checkCounted,
  checkRecord,
  checkVote,
  encodeTransaction,
  MemoryStore,
  proveCounted,
  proveRecord,
  proveVote,
  restoreSnapshot,
  snapshotChunks,
  snapshotManifest,
} from "../../src/ledger/index.js";
import { rejectsCode, throwsCode } from "../support/errors.js";
import { people } from "../support/ledger/people.js";
import { namedCensus, namedVote, ruleFacts, scopeIn } from "../support/ledger/votes.js";
import { World } from "../support/ledger/world.js";

const voters = people("voter", 9);
const census = namedCensus(voters);

/** A chain with two processes; in the second seven of nine have voted, the first of them twice. */
async function votedWorld() {
  const world = new World(ruleFacts());
  await world.declare({ censusRoot: census.root });
  const id = await world.declare({ censusRoot: census.root, blockCount: 4, maxVoteOverwrites: 1 });
  await world.until(world.process(id).start! - 1);
  const votes = await Promise.all(
    voters
      .slice(0, 7)
      .map((voter, i) => namedVote(world, id, voter, { ...census.member(i), votes: [i % 3] })),
  );
  const again = await namedVote(world, id, voters[0]!, { ...census.member(0), nonce: 1, votes: [3] });
  await world.take(...votes);
  await world.take(again);
  return { world, id, votes };
}

const flip = (bytes: Uint8Array, at = 0): Uint8Array => bytes.with(at, bytes[at]! ^ 1);

describe("ledger: proofs against a state root", () => {
  let world: World;
  let id: Hex;
  let roots: Uint8Array[];

  before(async () => {
    ({ world, id } = await votedWorld());
    roots = [world.ledger.stateRoot];
    await world.until(world.process(id).end!);
    roots.push(world.ledger.stateRoot);
  });

  it("shows each vote of the log, and its record", () => {
    const { hash } = world.genesis;
    for (let index = 0; index < 8; index++) {
      const proof = proveVote(world.ledger.state, id, index);
      const { entry, record } = checkVote(hash, world.ledger.stateRoot, proof);
      assert.equal(record.processId, id);
      assert.equal(entry.voterId, namedVoterId(voters[index % 7]!.address, scopeIn(world, id)));
      throwsCode("ledger/proof", () => checkVote(hash, roots[0]!, proof));
      throwsCode("ledger/proof", () =>
        checkVote(hash, world.ledger.stateRoot, { ...proof, entry: flip(proof.entry, 9) }),
      );
      const moved = { ...proof.inclusion, index: (index + 1) % 8 };
      throwsCode("ledger/proof", () =>
        checkVote(hash, world.ledger.stateRoot, { ...proof, inclusion: moved }),
      );
    }
    throwsCode("ledger/no-vote", () => proveVote(world.ledger.state, id, 8));
    throwsCode("ledger/no-process", () => proveRecord(world.ledger.state, toHex(hash)));
    throwsCode("ledger/proof", () => checkRecord(flip(hash), roots[1]!, proveRecord(world.ledger.state, id)));
  });

  it("shows which votes were counted, and that others were not", () => {
    const { hash } = world.genesis;
    const scope = scopeIn(world, id);
    for (const [i, { address }] of voters.entries()) {
      const voterId = namedVoterId(address, scope);
      const proof = proveCounted(world.ledger.state, id, voterId);
      const counted = checkCounted(hash, world.ledger.stateRoot, proof);
      assert.equal(counted?.index, i > 6 ? undefined : i === 0 ? 7 : i, "an overwritten vote is not counted");
      // Somebody who hides the vote shows its neighbours, or none.
      throwsCode("ledger/proof", () => checkCounted(hash, world.ledger.stateRoot, { ...proof, leaves: [] }));
      if (i > 6) continue;
      const others = voters
        .slice(0, 7)
        .map((other) => namedVoterId(other.address, scope))
        .sort();
      const at = others.indexOf(voterId);
      const neighbours = [at - 1, at + 1]
        .filter((place) => place >= 0 && place < others.length)
        .flatMap((place) => proveCounted(world.ledger.state, id, others[place]!).leaves);
      throwsCode("ledger/proof", () =>
        checkCounted(hash, world.ledger.stateRoot, { ...proof, leaves: neighbours }),
      );
    }
  });

  it("is restored from a snapshot at any height to the same root, and goes on alike", async () => {
    const copy = new World(ruleFacts());
    for (const block of world.blocks) {
      const applied = await copy.ledger.apply(block, copy.facts);
      applied.commit();
      const manifest = snapshotManifest(copy.genesis, copy.store);
      const restored = await restoreSnapshot(
        copy.genesis,
        manifest,
        snapshotChunks(copy.store),
        new MemoryStore(),
      );
      assert.deepEqual(restored.stateRoot, copy.ledger.stateRoot);
      const next = { height: block.height + 1, transactions: world.blocks[block.height]?.transactions ?? [] };
      const [a, b] = await Promise.all(
        [copy, { ledger: restored }].map(({ ledger }) => ledger.apply(next, copy.facts)),
      );
      assert.deepEqual(a!.stateRoot, b!.stateRoot);
    }
  });

  it("refuses a snapshot with anything else in it", async () => {
    const { genesis, store } = world;
    const manifest = snapshotManifest(genesis, store);
    const [chunk] = snapshotChunks(store);
    const restore = (change: Partial<typeof manifest>, chunks: Uint8Array[]) =>
      restoreSnapshot(genesis, { ...manifest, ...change }, chunks, new MemoryStore());
    await rejectsCode("ledger/snapshot-chunk", restore({}, []));
    await rejectsCode("ledger/snapshot-chunk", restore({}, [flip(chunk!, 50)]));
    await rejectsCode("ledger/other-genesis", restore({ genesisHash: toHex(flip(genesis.hash)) }, [chunk!]));
    const codes = new Set<string>();
    for (let at = 0; at < chunk!.length; at += 7) {
      const forged = flip(chunk!, at);
      const error = await restore({ chunks: [toHex(sha256(forged))] }, [forged]).then(
        () => assert.fail(`a snapshot changed at byte ${at} is taken`),
        (thrown) => thrown,
      );
      codes.add(error.code ?? `${error}`);
    }
    assert.ok(
      [...codes].every((code) => code.includes("/")),
      [...codes].join(", "),
    );
  });

  it("answers a vote that is sent again with its place, and takes no second one of its number", async () => {
    const { world: other, id: process, votes } = await votedWorld();
    const bytes = encodeTransaction(votes[1]!);
    const outcome = await other.ledger.check(bytes, other.facts);
    assert.deepEqual([outcome.kind, outcome.repeated], ["vote", true]);
    const second = await namedVote(other, process, voters[1]!, { ...census.member(1), votes: [0] });
    assert.equal((await other.refusal(second)).code, "ledger/superseded");
  });
});
