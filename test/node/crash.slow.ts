// A node under load is killed at random moments: every record that it told of is there afterwards, no vote is there twice, and its blocks replay
// to its root. ROUNDS=1000 for the long run, MINUTES=60 to end it in time whatever the machine is busy with.
import assert from "node:assert/strict";
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { base64 } from "@scure/base";
import { build } from "esbuild";
import { NodeStore } from "../../packages/node/src/store/index.js";
import { type Hex, toHex } from "../../src/bytes/index.js";
import { encodeTransaction, Ledger, processView, transactionId } from "../../src/ledger/index.js";
import { type Person, people } from "../support/ledger/people.js";
import { namedCensus, namedVote } from "../support/ledger/votes.js";
import { declared, nodeGenesis, replay, startSolo, tell, temporaryFolder } from "../support/node/solo.js";

const ROUNDS = Number(process.env.ROUNDS ?? 50);
const MINUTES = Number(process.env.MINUTES ?? 600);
/** So many rounds are told of when they are done. */
const TOLD = 100;
/** Milliseconds from the first answer to the kill, at most. */
const LONGEST = 400;
const INTERVAL = 15;
/** Transactions that are under way at the same time. */
const AT_ONCE = 48;
const VOTERS = 500;
/** Votes of one voter. */
const MOST = 255;

type Child = ChildProcessByStdio<Writable, Readable, null>;
interface Told {
  readonly id: Hex;
  readonly height: number;
  readonly index: number;
}

describe("node: killed under load", function () {
  this.timeout(60_000 + ROUNDS * 20_000);
  const folder = temporaryFolder();
  const place = join(folder.path, "store");
  // It finds the packages there.
  const program = join(import.meta.dirname, "../../build/test/crash-child.mjs");
  const voters: Person[] = people("crash voter", VOTERS);
  const census = namedCensus(voters);
  const records = new Map<Hex, Told>();
  /** Sent, but not answered: the node may have them or not. */
  const open = new Map<Hex, Uint8Array>();
  let next: () => Promise<Uint8Array>;

  before(async () => {
    await build({
      entryPoints: [join(import.meta.dirname, "../support/node/crash-child.ts")],
      outfile: program,
      bundle: true,
      platform: "node",
      format: "esm",
      packages: "external",
      tsconfig: join(import.meta.dirname, "../../tsconfig.json"), // the library by its own name is its sources
    });
    const { world, id, told } = await declared({ censusRoot: census.root, maxVoteOverwrites: MOST });
    const { ordering, close } = await startSolo(place);
    await tell(ordering, id, told);
    await close();
    let sent = 0;
    next = async () => {
      const i = sent % VOTERS;
      const nonce = Math.floor(sent / VOTERS);
      sent += 1;
      const vote = { ...census.member(i), nonce, votes: [nonce % 4] };
      return encodeTransaction(await namedVote(world, id, voters[i]!, vote));
    };
    processId = id;
  });
  after(() => folder.remove());
  let processId: Hex;

  /** Starts the node, and waits until it runs. */
  async function start(): Promise<{ readonly child: Child; readonly lines: AsyncIterator<string> }> {
    const child = spawn(process.execPath, [program, place, String(INTERVAL)], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    child.stdin.on("error", () => undefined); // it was killed
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const first = await lines.next();
    assert.ok(!first.done && "height" in JSON.parse(first.value), "the node did not start");
    return { child, lines };
  }

  /** Sends what was not answered and then new votes, until the node ends or `enough` says so. */
  async function load(
    { child, lines }: Awaited<ReturnType<typeof start>>,
    enough: () => boolean,
  ): Promise<void> {
    const again = [...open.values()];
    const send = async () => {
      const bytes = again.shift() ?? (await next());
      open.set(toHex(transactionId(bytes)), bytes);
      child.stdin.write(`${base64.encode(bytes)}\n`);
    };
    for (let i = 0; i < AT_ONCE; i++) await send();
    for (;;) {
      const line = await lines.next();
      if (line.done) return;
      const answer = JSON.parse(line.value) as Told | { refused: string };
      assert.ok("id" in answer, `a vote was refused: ${JSON.stringify(answer)}`);
      records.set(answer.id, answer);
      open.delete(answer.id);
      if (enough()) return;
      await send();
    }
  }

  /** What the node told of is in the store. */
  function check(store: NodeStore, told: Iterable<Told>): void {
    for (const { id, height, index } of told) {
      assert.deepEqual(store.transaction(id), { height, index }, `the record of ${id} is lost`);
      assert.equal(toHex(transactionId(store.block(height)!.transactions[index]!)), id);
    }
    const ledger = new Ledger(nodeGenesis(), store.state);
    assert.equal(ledger.height, store.height);
    assert.equal(toHex(ledger.stateRoot), store.block(store.height)!.stateRoot);
  }

  it(`keeps every record through ${ROUNDS} kills, or as many as ${MINUTES} minutes have`, async () => {
    let cutOff = 0;
    let rounds = 0;
    const end = performance.now() + 60_000 * MINUTES;
    for (; rounds < ROUNDS && performance.now() < end; rounds++) {
      if (rounds > 0 && rounds % TOLD === 0) console.log(`      ${rounds} kills`);
      const before = new Set(records.keys());
      const node = await start();
      const exit = once(node.child, "exit");
      let answered = false;
      await load(node, () => {
        // The first answers take long, because the program warms up.
        if (!answered) setTimeout(() => node.child.kill("SIGKILL"), randomInt(LONGEST));
        answered = true;
        return false;
      });
      await exit;
      if (open.size > 0) cutOff += 1;
      const store = NodeStore.open(place);
      check(
        store,
        [...records.values()].filter(({ id }) => !before.has(id)),
      );
      await store.close();
    }
    assert.ok(cutOff > rounds / 2, "the kills came when nothing was under way");
    assert.ok(records.size > 5 * rounds, `only ${records.size} votes were recorded`);
    console.log(
      `      ${rounds} kills, ${cutOff} of them while votes were under way, ${records.size} votes recorded`,
    );
  });

  it("answers what was cut off, has no vote twice, and replays to its root", async () => {
    const node = await start();
    await load(node, () => open.size < AT_ONCE);
    node.child.kill("SIGKILL");
    await once(node.child, "exit");
    const store = NodeStore.open(place);
    check(store, records.values());
    const ids = [...store.blocks(1)].flatMap(({ transactions }) =>
      transactions.map((one) => toHex(transactionId(one))),
    );
    assert.equal(new Set(ids).size, ids.length, "a transaction is in two blocks");
    const replayed = await replay(store);
    assert.equal(toHex(replayed.stateRoot), store.block(store.height)!.stateRoot);
    const { logSize } = processView(replayed.state, processId)!.record;
    const votes = [...store.blocks(1)].reduce((sum, { transactions }) => sum + transactions.length, 0) - 2;
    assert.equal(logSize, votes, "the log has a vote twice");
    await store.close();
  });
});
