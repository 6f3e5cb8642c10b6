/** The machine runs without a clock, randomness, network and files, and the order in which a store was filled changes nothing. */
import assert from "node:assert/strict";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { encodeVotePackage, namedVoterId } from "../../src/ballot/index.js";
import { toHex } from "../../src/bytes/index.js";
import { type Facts, factId, Ledger, MemoryStore } from "../../src/ledger/index.js";
import { sealBallot } from "../../src/seal/index.js";
import { council, runCeremony, shareOf, thresholdIn } from "../support/ledger/council.js";
import { person } from "../support/ledger/people.js";
import { namedCensus, namedVote, ruleFacts, scopeIn } from "../support/ledger/votes.js";
import { bytesOf, testGenesis, World } from "../support/ledger/world.js";

const [ada, bob] = ["ada", "bob"].map(person);
const census = namedCensus([ada!, bob!]);
const group = council(3, 2);
const genesis = testGenesis(
  { lists: { ...testGenesis().lists, keykeepers: group.keykeepers } },
  { dealWindow: 2, complainWindow: 2, confirmWindow: 2 },
);

/** The state roots of a chain with an open and a sealed process, block by block; its blocks; and what was true. */
async function history() {
  const answers = new Map<string, boolean>();
  const real = ruleFacts();
  const facts: Facts = {
    ask: async (statements) => {
      const found = await real.ask(statements);
      for (const [i, statement] of statements.entries()) answers.set(factId(statement), found[i]!);
      return found;
    },
  };
  const world = new World(facts, genesis);
  const open = await world.declare({ censusRoot: census.root, blockCount: 4, maxVoteOverwrites: 1 });
  await world.until(world.process(open).start!);
  const vote = (i: number, change = {}) =>
    namedVote(world, open, [ada!, bob!][i]!, { ...census.member(i), ...change });
  await world.take(await vote(0), await vote(1), await vote(0, { nonce: 1, votes: [2] }));
  await world.block(await vote(1, { votes: [3] }));
  const sealed = await world.declare({
    censusRoot: census.root,
    envelopeType: { encryptedVotes: true },
    blockCount: 2,
  });
  await runCeremony(world, sealed, group);
  await world.until(world.process(sealed).start!);
  const { ceremony } = thresholdIn(world, sealed);
  const scope = scopeIn(world, sealed);
  const election = {
    context: ceremony.plan.context,
    scope,
    publicKey: ceremony.key!.publicKey,
    rules: { maxCount: 1, maxValue: 3 },
  };
  const votePackage = sealBallot(
    election,
    bytesOf(namedVoterId(ada!.address, scope)),
    encodeVotePackage({ type: "poll-vote", votes: [2] }),
  );
  await world.take(
    await namedVote(world, sealed, ada!, { ...census.member(0), encryptionKeyIndexes: [0], votePackage }),
  );
  await world.until(world.process(sealed).end!);
  await world.take(shareOf(world, sealed, group.members[0]!), shareOf(world, sealed, group.members[2]!));
  assert.ok(world.process(sealed).results);
  const known: Facts = {
    ask: async (statements) => statements.map((statement) => answers.get(factId(statement))!),
  };
  return { world, known, blocks: world.blocks, root: toHex(world.ledger.stateRoot) };
}

const forbidden = (what: string) => () => {
  throw new Error(`the state machine used ${what}`);
};

/** Runs `work` in a world without clock, randomness, network, timers and files. */
async function without<T>(work: () => Promise<T>): Promise<T> {
  const taken: [object, string, unknown][] = [
    [globalThis, "Date", forbidden("Date")],
    [globalThis, "fetch", forbidden("fetch")],
    [globalThis, "setTimeout", forbidden("setTimeout")],
    [globalThis, "setImmediate", forbidden("setImmediate")],
    [Math, "random", forbidden("Math.random")],
    [performance, "now", forbidden("performance.now")],
    [process, "hrtime", forbidden("process.hrtime")],
    [crypto, "getRandomValues", forbidden("crypto.getRandomValues")],
    ...Object.entries(fs)
      .filter(([name, value]) => typeof value === "function" && /^[a-z]/.test(name))
      .map(([name]): [object, string, unknown] => [fs, name, forbidden(`fs.${name}`)]),
  ];
  const before = taken.map(([owner, name]) => Object.getOwnPropertyDescriptor(owner, name));
  for (const [owner, name, value] of taken)
    Object.defineProperty(owner, name, { value, configurable: true, writable: true });
  syncBuiltinESMExports();
  try {
    return await work();
  } finally {
    for (const [i, [owner, name]] of taken.entries()) {
      const descriptor = before[i];
      if (descriptor) Object.defineProperty(owner, name, descriptor);
      else Reflect.deleteProperty(owner, name);
    }
    syncBuiltinESMExports();
  }
}

describe("ledger: determinism", () => {
  let chain: Awaited<ReturnType<typeof history>>;
  before(async () => {
    chain = await history();
  });

  /** The roots after each block. */
  async function replay(store: MemoryStore, from = 0): Promise<string[]> {
    const ledger = new Ledger(genesis, store);
    const roots: string[] = [];
    for (const block of chain.blocks.slice(from)) {
      const applied = await ledger.apply(block, chain.known);
      applied.commit();
      roots.push(toHex(applied.stateRoot));
    }
    return roots;
  }

  it("takes away what it says it takes away", async () => {
    await assert.rejects(without(async () => Date.now()));
    await assert.rejects(
      without(async () => Math.random()),
      /Math.random/,
    );
    await assert.rejects(
      without(async () => fs.readFileSync("package.json")),
      /readFileSync/,
    );
    assert.ok(Date.now() > 0);
  });

  it("replays a chain without clock, randomness, network and files", async () => {
    const roots = await without(() => replay(new MemoryStore()));
    assert.equal(roots.at(-1), chain.root);
    assert.equal(new Set(roots).size, roots.length);
  });

  it("goes on alike from a store that was filled in another order, at any block", async () => {
    const roots = await replay(new MemoryStore());
    for (let height = 0; height < chain.blocks.length; height += 3) {
      const store = new MemoryStore();
      const ledger = new Ledger(genesis, store);
      for (const block of chain.blocks.slice(0, height)) (await ledger.apply(block, chain.known)).commit();
      const entries = [...store.entries()].map(([key, bytes]) => [key, bytes.slice()] as const);
      // Neither the order of the keys nor that in which the first store got them.
      const shuffled = entries.map((_, i) => entries[(i * 7919) % entries.length]!);
      assert.equal(new Set(shuffled).size, entries.length);
      const other = new MemoryStore();
      other.write(new Map(shuffled));
      assert.deepEqual(await replay(other, height), roots.slice(height));
    }
  });
});
