// Hostile peers of gossip, for a while: what is malformed, too large, old, of processes that nobody has, and subscriptions, as fast as they can. Who sends what is false is dropped, again and again under
// new names; the votes of good peers still pass through the node between them; and its memory is flat. SECONDS=600 for the long run.
import assert from "node:assert/strict";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { median } from "../../../bench/support/measure.js";
import { decodeNamedEnvelope } from "../../../src/ballot/index.js";
import { encodeTransaction, namedVote } from "../../../src/ledger/index.js";
import type { Looked } from "../../support/node/gossip-child.js";
import type { Done } from "../../support/node/hostile-child.js";
import { Program } from "../../support/node/program.js";
import { VOTERS } from "../../support/node/solo.js";
import { until } from "../until.js";
import { openPeer, type Peer, votesAt } from "./peers.js";

const SECONDS = Number(process.env.SECONDS ?? 20);
/** Milliseconds for which the node knows a message again. */
const REMEMBERED = 5_000;
const LOOK = 1_000;
/** A run of so many seconds waits at its end for so many milliseconds: the router has forgotten the messages then. */
const LONG = 120;
const FORGOTTEN = 130_000;
const MEBIBYTE = 2 ** 20;
/** What the heap may grow by, from the second quarter of the time to the last, and in all: the router keeps something of each message for two minutes. */
const GROWTH = 64 * MEBIBYTE;
/** What may be left of a long run. */
const LEFT = 40 * MEBIBYTE;

const program = (name: string) => join(import.meta.dirname, `../../support/node/${name}.ts`);

describe("node: hostile peers of gossip", function () {
  this.timeout(300_000 + SECONDS * 2_000);
  let victim: Program;
  let address: string;
  let good: Peer[];
  let hostile: Program | undefined;

  before(async () => {
    const words = ["--expose-gc", "--import", "tsx", program("gossip-child"), `${REMEMBERED}`];
    victim = new Program([process.execPath, ...words]);
    ({ address } = await victim.next<{ address: string }>());
    const options = { maxVoteOverwrites: 255, remembered: REMEMBERED };
    good = await Promise.all(["giver", "taker"].map((name) => openPeer(name, [address], options)));
    await until("both are connected", async () => (await look()).peers === 2);
    await sleep(1_500); // a heartbeat, in which the peers' meshes grow
  });
  after(async () => {
    await hostile?.close();
    for (const { gossip, door } of good ?? []) {
      await gossip.stop();
      await door.close();
    }
    await victim?.close();
  });

  let asked = Promise.resolve<Looked | undefined>(undefined);
  const look = (): Promise<Looked> => {
    const next = asked.then(() => {
      victim.tell({});
      return victim.next<Looked>();
    });
    asked = next;
    return next;
  };
  const binary = (envelope: string) => encodeTransaction(namedVote(decodeNamedEnvelope(envelope)));

  it(`are dropped or bounded, votes still pass, and memory is flat, for ${SECONDS} seconds`, async () => {
    const [giver, taker] = good as [Peer, Peer];
    const first = await giver.poll.vote(0);
    await giver.door.client.vote(first, { wait: true });
    await until("the first vote passes", () => votesAt(taker) === 1);
    const before = await look();
    const old = Buffer.from(binary(first)).toString("base64");
    const words = [process.execPath, "--import", "tsx", program("hostile-child")];
    hostile = new Program([...words, address, await giver.poll.vote(1), old]);
    await hostile.next();
    const looks: Looked[] = [];
    const took: number[] = [];
    let lost = 0;
    const end = performance.now() + SECONDS * 1_000;
    for (let i = 1; performance.now() < end; i++) {
      const began = performance.now();
      const [voter, nonce] = [i % VOTERS.length, Math.floor(i / VOTERS.length)];
      const had = votesAt(taker);
      const bytes = binary(await giver.poll.vote(voter, { nonce }));
      const { recorded } = await giver.door.ordering.submit(bytes);
      await giver.gossip.transaction(bytes);
      await recorded;
      await until("the vote passes", () => votesAt(taker) > had, 10_000).then(
        () => took.push(performance.now() - began),
        () => {
          lost += 1;
        },
      );
      looks.push(await look());
      await sleep(Math.max(0, LOOK - (performance.now() - began)));
    }
    hostile.end();
    const { sent, dropped } = await hostile.next<Done>();
    await sleep(SECONDS < LONG ? REMEMBERED : FORGOTTEN);
    const last = await look();
    const heapOf = (part: readonly Looked[]) => median(part.map(({ heap }) => heap));
    const quarter = Math.max(1, looks.length >> 2);
    const [early, late] = [looks.slice(quarter, 2 * quarter), looks.slice(-quarter)];
    const mebibytes = (bytes: number) => (bytes / MEBIBYTE).toFixed(1);
    console.log(`      sent: ${JSON.stringify(sent)}; dropped: ${JSON.stringify(dropped)}`);
    console.log(
      `      checked: ${last.brought}; good votes: ${took.length} passed in ${Math.round(median(took))} ms (median), ${lost} lost`,
    );
    console.log(
      `      heap, MiB: ${mebibytes(before.heap)} before, ${mebibytes(heapOf(early))} in the second quarter, ${mebibytes(heapOf(late))} in the last, ${mebibytes(Math.max(...looks.map(({ heap }) => heap)))} at most, ${mebibytes(last.heap)} after; resident ${mebibytes(Math.max(...looks.map(({ resident }) => resident)))} at most`,
    );
    assert.ok(heapOf(late) - heapOf(early) < GROWTH, "the heap grows");
    assert.ok(
      last.heap - before.heap < (SECONDS < LONG ? GROWTH : LEFT),
      "what hostile peers left stays in the heap",
    );
    for (const kind of ["malformed", "records"] as const)
      assert.ok(dropped[kind] > 0, `who sends ${kind} is not dropped`);
    assert.equal(lost, 0, "votes of good peers do not pass");
    assert.equal(last.peers, 2);
  });
});
