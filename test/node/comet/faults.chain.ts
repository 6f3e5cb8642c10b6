// Four validators under load, of which one at a time loses its application, its engine or both, at random moments: whatever anybody was told of is recorded at the
// same place everywhere, no vote is there twice, and the blocks replay to one root. ROUNDS=200 for the long run.
import assert from "node:assert/strict";
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { build } from "esbuild";
import { NodeStore } from "../../../packages/node/src/store/index.js";
import { type Hex, toHex } from "../../../src/bytes/index.js";
import { encodeTransaction, genesisText, processView, transactionId } from "../../../src/ledger/index.js";
import { people } from "../../support/ledger/people.js";
import { namedCensus, namedVote, ruleFacts } from "../../support/ledger/votes.js";
import { World } from "../../support/ledger/world.js";
import { cometGenesis, type Place, placeOf } from "../../support/node/comet.js";
import { replay, temporaryFolder } from "../../support/node/solo.js";

const ROUNDS = Number(process.env.ROUNDS ?? 4);
const COUNT = 4;
const VOTERS = 200;
/** Votes under way at each node. */
const AT_ONCE = 8;

interface Told {
  readonly height: number;
  readonly index: number | null;
}

/** A validator's program, and what it last said. */
class Validator {
  readonly #words: readonly string[];
  #child!: ChildProcessByStdio<Writable, Readable, null>;
  engine: number | null = null;
  height = 0;
  accepting = false;
  readonly told: (answer: { id?: Hex; refused?: string } & Partial<Told>) => void;

  constructor(words: readonly string[], told: Validator["told"]) {
    this.#words = words;
    this.told = told;
  }

  start(): void {
    this.#child = spawn(process.execPath, this.#words, { stdio: ["pipe", "pipe", "inherit"] });
    this.#child.stdin.on("error", () => undefined); // it was killed
    createInterface({ input: this.#child.stdout }).on("line", (line) => {
      const said = JSON.parse(line);
      if ("engine" in said) ({ engine: this.engine, height: this.height, accepting: this.accepting } = said);
      else this.told(said);
    });
  }

  send(bytes: Uint8Array): void {
    this.#child.stdin.write(`${Buffer.from(bytes).toString("base64")}\n`);
  }

  killEngine(): void {
    try {
      if (this.engine !== null) process.kill(this.engine, "SIGKILL");
    } catch {
      // it has gone already
    }
  }

  /** The engine ends when its application goes away. */
  async killApplication(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await exit;
    this.accepting = false;
  }
}

describe("comet: validators that are killed under load", function () {
  this.timeout(120_000 + ROUNDS * 60_000);
  const folder = temporaryFolder();
  const genesis = cometGenesis(COUNT);
  const voters = people("faults voter", VOTERS);
  const census = namedCensus(voters);
  const records = new Map<Hex, Told>();
  const open = new Map<Hex, Uint8Array>();
  const refusals: string[] = [];
  let places: Place[];
  let validators: Validator[];
  let world: World;
  let id: Hex;
  let sent = 0;

  const until = async (what: () => boolean, waited: string) => {
    const end = performance.now() + 90_000;
    while (!what()) {
      assert.ok(
        performance.now() < end,
        `${waited}: not in time; ${JSON.stringify(validators.map(({ height, accepting }) => [height, accepting]))}`,
      );
      await sleep(100);
    }
  };

  /** One vote more, from voters who vote again with higher numbers. */
  async function vote(validator: Validator): Promise<void> {
    const number = sent++;
    const i = number % VOTERS;
    const nonce = Math.floor(number / VOTERS);
    const it = await namedVote(world, id, voters[i]!, { ...census.member(i), nonce, votes: [nonce % 4] });
    const bytes = encodeTransaction(it);
    open.set(toHex(transactionId(bytes)), bytes);
    validator.send(bytes);
  }

  before(async () => {
    const program = join(import.meta.dirname, "../../../build/test/comet-child.mjs");
    await build({
      entryPoints: [join(import.meta.dirname, "../../support/node/comet-child.ts")],
      outfile: program,
      bundle: true,
      platform: "node",
      format: "esm",
      packages: "external",
      define: { "import.meta.dirname": JSON.stringify(join(import.meta.dirname, "../../support/node")) },
      tsconfig: join(import.meta.dirname, "../../../tsconfig.json"),
    });
    places = await Promise.all(Array.from({ length: COUNT }, (_, i) => placeOf(join(folder.path, `${i}`))));
    mkdirSync(folder.path, { recursive: true });
    const [genesisFile, placesFile] = [join(folder.path, "genesis.json"), join(folder.path, "places.json")];
    writeFileSync(genesisFile, genesisText(genesis));
    writeFileSync(placesFile, JSON.stringify(places));
    validators = places.map(
      (_, i) =>
        new Validator(
          [program, genesisFile, placesFile, String(i)],
          ({ id: one, refused, height, index }) => {
            if (one === undefined) return;
            if (refused !== undefined) refusals.push(refused);
            else records.set(one, { height: height!, index: index! });
            open.delete(one);
          },
        ),
    );
    for (const one of validators) one.start();
    await until(() => validators.every(({ accepting }) => accepting), "the chain starts");
    world = new World(ruleFacts(), genesis);
    id = await world.declare({ censusRoot: census.root, blockCount: 0, maxVoteOverwrites: 255 });
    for (const { transactions } of world.blocks) for (const bytes of transactions) validators[0]!.send(bytes);
    const { height } = validators[0]!;
    await until(() => validators.every((one) => one.height > height + 6), "the process opens");
    records.clear();
  });
  after(async () => {
    for (const one of validators) await one.killApplication().catch(() => undefined);
    await sleep(1000); // the engines end by themselves
    folder.remove();
  });

  it(`go on, and keep what they told, through ${ROUNDS} kills`, async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const victim = validators[randomInt(COUNT)]!;
      const others = validators.filter((one) => one !== victim);
      const before = records.size;
      for (let i = 0; i < AT_ONCE; i++) for (const one of validators) await vote(one);
      await sleep(randomInt(400));
      const kind = round % 3;
      if (kind !== 1) victim.killEngine();
      if (kind !== 0) await victim.killApplication();
      const height = others[0]!.height;
      await until(() => others.every((one) => one.height > height + 3), "the others go on");
      for (let i = 0; i < AT_ONCE; i++) for (const one of others) await vote(one);
      await until(() => records.size >= before + AT_ONCE * 5, "the votes sent to the others are recorded");
      if (kind !== 0) victim.start();
      await until(() => victim.accepting && victim.height > height + 3, "the killed one catches up");
    }
  });

  it("have one history: every record at its place, no vote twice, one root", async () => {
    // What was cut off is sent again, to another node.
    for (const bytes of open.values()) validators[0]!.send(bytes);
    await until(() => open.size === 0, "everything is answered");
    const { height } = validators[0]!;
    await until(() => validators.every((one) => one.height > height), "all have it");
    for (const one of validators) await one.killApplication();
    await sleep(500);
    assert.deepEqual(
      refusals.filter((code) => code !== "ledger/superseded"),
      [],
    );
    assert.ok(records.size > ROUNDS * AT_ONCE * 4, `only ${records.size} votes were recorded`);
    const roots = new Set<string | undefined>();
    for (const place of places) {
      const store = NodeStore.open(join(place.folder, "store"));
      for (const [one, { height: at, index }] of records) {
        if (index === null) continue;
        assert.deepEqual(store.transaction(one), { height: at, index }, `the record of ${one} is lost`);
      }
      const ids = [...store.blocks(1)].flatMap(({ transactions }) =>
        transactions.map((bytes) => toHex(transactionId(bytes))),
      );
      assert.equal(new Set(ids).size, ids.length, "a transaction is in two blocks");
      const replayed = await replay(store, ruleFacts(), genesis);
      assert.equal(processView(replayed.state, id)!.record.logSize, ids.length - 2);
      roots.add(store.block(height)?.stateRoot);
      await store.close();
    }
    assert.equal(roots.size, 1);
  });
});
