// Gossip between real nodes: votes reach those that their own gateway cannot, records travel, and hostile peers are checked, bounded and dropped.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { multiaddr } from "@multiformats/multiaddr";
import { randomBytes } from "@noble/hashes/utils.js";
import {
  BURST,
  Conduct,
  FLOOD,
  MOST_FALSE,
  PER_SECOND,
} from "../../../packages/node/src/network/gossip/bounds.js";
import { encodeGatewayRecord } from "../../../src/api/index.js";
import { decodeNamedEnvelope } from "../../../src/ballot/index.js";
import { toHex } from "../../../src/bytes/index.js";
import { encodeTransaction, namedVote } from "../../../src/ledger/index.js";
import { recordOf, seedOf } from "../../gateways/support.js";
import { rejectsCode } from "../../support/errors.js";
import { SECRET_KEY } from "../../support/node/solo.js";
import { until } from "../until.js";
import { genesis, openPeer, openStranger, type Peer, type Stranger, topicOf } from "./peers.js";

describe("node: gossip", function () {
  this.timeout(60_000);
  /** In a line: the first and the last know the middle one alone. */
  let all: Peer[];
  let strangers: Stranger[];
  let voter = 0;
  before(async () => {
    const middle = await openPeer("1", []);
    const ends = await Promise.all([0, 2].map((i) => openPeer(`${i}`, middle.gossip.addresses)));
    all = [ends[0]!, middle, ends[1]!];
    await until("all are connected", () => middle.gossip.peers === 2);
    await sleep(1_500); // a heartbeat, in which the peers' meshes grow
  });
  beforeEach(() => {
    strangers = [];
  });
  afterEach(async () => {
    for (const stranger of strangers) await stranger.stop();
  });
  after(async () => {
    for (const { gossip, door } of all ?? []) {
      await gossip.stop();
      await door.close();
    }
  });
  const votesAt = async (i: number) => (await all[i]!.door.client.process(all[i]!.poll.id)).votes;
  const stranger = async (to = all[1]!.gossip) => {
    const one = await openStranger(to.addresses[0]!);
    strangers.push(one);
    return one;
  };
  const publish = (from: Stranger, bytes: Uint8Array, what = "transactions") =>
    from.services.pubsub.publish(topicOf(what), bytes);
  const binary = (envelope: string) => encodeTransaction(namedVote(decodeNamedEnvelope(envelope)));
  /** A vote whose signature is another one. */
  const forgedVote = async () => {
    const envelope = decodeNamedEnvelope(await all[1]!.poll.vote(voter++));
    const signature = envelope.signature.slice();
    signature[5]! ^= 1;
    return encodeTransaction(namedVote({ ...envelope, signature }));
  };

  it("brings a vote that one gateway takes to all others, through those between", async () => {
    const before = await votesAt(2);
    await all[0]!.door.client.vote(await all[0]!.poll.vote(voter++), { wait: true });
    await until(
      "both others record it",
      async () => (await votesAt(1)) === before + 1 && (await votesAt(2)) === before + 1,
    );
    assert.equal(await votesAt(0), before + 1);
  });

  it("brings records of gateways, the newest of each, and none that is forged or another chain's", async () => {
    const old = recordOf({ genesis }, SECRET_KEY, { software: "old" });
    const record = recordOf({ genesis }, SECRET_KEY, { expires: old.expires + 10, software: "new" });
    await all[0]!.gossip.record(encodeGatewayRecord(record));
    await until("the record has come", () => all[2]!.book.records.length === 1);
    await all[0]!.gossip.record(encodeGatewayRecord(old));
    const foreign = recordOf({ genesis }, seedOf("no validator"));
    await publish(await stranger(), Buffer.from(encodeGatewayRecord(foreign)), "records");
    await sleep(500);
    for (const i of [1, 2]) assert.deepEqual(all[i]!.book.records, [record]);
  });

  it("passes on nothing malformed, forged, unknown or of another kind, and drops who sends that", async () => {
    const hostile = await stranger();
    const passed = all[2]!.brought;
    const kinds = [randomBytes(100), Buffer.from("{}"), await forgedVote(), await forgedVote()];
    const bad = [...kinds, ...Array.from({ length: MOST_FALSE - 1 }, () => randomBytes(50))];
    for (const bytes of bad) await publish(hostile, bytes).catch(() => {});
    await until("it is dropped", () => hostile.getPeers().length === 0);
    assert.equal(all[2]!.brought, passed);
    // Nor is it let in again.
    await hostile.dial(multiaddr(all[1]!.gossip.addresses[0]!)).catch(() => {});
    await until("it is dropped", () => hostile.getPeers().length === 0);
    assert.equal(all[1]!.gossip.peers, 2);
  });

  it("reads no message that is larger than a vote can be", async () => {
    const hostile = await stranger();
    const [brought, passed] = [all[1]!.brought, all[2]!.brought];
    for (let i = 0; i < 3; i++) await publish(hostile, new Uint8Array(400_000).fill(i + 1)).catch(() => {});
    await publish(hostile, new Uint8Array(3_000_000)).catch(() => {});
    await sleep(500);
    assert.deepEqual([all[1]!.brought, all[2]!.brought], [brought, passed]);
    assert.equal((await all[1]!.door.client.health()).status, "ok");
  });

  it("passes an old vote on no more, however often it is sent", async () => {
    const vote = binary(await all[1]!.poll.vote(voter++));
    await all[1]!.door.ordering.submit(vote);
    await until("the next one records it", async () => (await votesAt(1)) > (await votesAt(2)));
    const passed = all[2]!.brought;
    const hostile = await stranger();
    for (let i = 0; i < 20; i++) await publish(hostile, vote).catch(() => {});
    await sleep(700);
    assert.equal(all[2]!.brought, passed);
  });

  it("checks no more of a peer's flood than its share, and keeps no topics of its making", async () => {
    const hostile = await stranger();
    const before = all[1]!.brought;
    const began = performance.now();
    // Right in form, of a process that no node has: nothing is false about them.
    const envelope = decodeNamedEnvelope(await all[1]!.poll.vote(voter++));
    for (let i = 0; i < 1_000; i++) {
      const processId = toHex(randomBytes(32));
      await publish(hostile, encodeTransaction(namedVote({ ...envelope, processId }))).catch(() => {});
      if (i % 10 === 0) hostile.services.pubsub.subscribe(`/psephos/flood/${i}`);
    }
    await sleep(500);
    const seconds = (performance.now() - began) / 1000;
    assert.ok(all[1]!.brought - before <= BURST + PER_SECOND * seconds + 1, `${all[1]!.brought - before}`);
    const last = await votesAt(2);
    await all[0]!.door.client.vote(await all[0]!.poll.vote(voter++), { wait: true });
    await until("the last one records it", async () => (await votesAt(2)) === last + 1);
  });

  it("drops who sends far more than its share, whatever it is", async () => {
    const hostile = await stranger();
    for (let i = 0; i < 20_000 && hostile.getPeers().length > 0; i++) {
      hostile.services.pubsub.subscribe(`/psephos/flood/${i % 50}`);
      hostile.services.pubsub.unsubscribe(`/psephos/flood/${i % 50}`);
      if (i % 100 === 0) await sleep(1);
    }
    await until("it is dropped", () => hostile.getPeers().length === 0);
    assert.equal(all[1]!.gossip.peers, 2);
  });

  it("brings a vote to others whose own gateway's ordering takes nothing", async () => {
    const before = await votesAt(2);
    const vote = await all[0]!.poll.vote(voter++);
    const forged = (await all[0]!.poll.vote(voter++)).replace(/"signature":"0x..../, '"signature":"0x1111');
    await all[0]!.door.ordering.stop();
    const answer = await all[0]!.door.client.vote(vote);
    assert.equal(answer.state, "verified");
    await until("good votes pass", async () => (await votesAt(1)) > 0 && (await votesAt(2)) === before + 1);
    await rejectsCode("ledger/signature", all[0]!.door.client.vote(forged));
  });
});

describe("node: what gossip keeps in mind of peers", () => {
  it("is their rate and their false messages, for a while, and bounded", () => {
    let now = 0;
    const conduct = new Conduct(() => now);
    let taken = 0;
    for (let i = 0; i < BURST * 2; i++) if (conduct.message("a")) taken++;
    assert.equal(taken, BURST);
    now += 1_000;
    for (let i = 0; i < BURST; i++) if (conduct.message("a")) taken++;
    assert.equal(taken, BURST + PER_SECOND);
    assert.equal(conduct.floods("a", FLOOD), false);
    assert.equal(conduct.isOut("a"), false);
    assert.equal(conduct.floods("a", 1), true);
    assert.ok(conduct.isOut("a"));
    for (let i = 1; i < MOST_FALSE; i++) assert.equal(conduct.wrong("b"), false);
    assert.equal(conduct.isOut("b"), false);
    assert.equal(conduct.wrong("b"), true);
    assert.ok(conduct.isOut("b"));
    for (let i = 0; i < 5_000; i++) conduct.message(`peer ${i}`);
    assert.ok(conduct.size <= 1_000 && conduct.isOut("b"));
    now += 3_600_000;
    assert.equal(conduct.isOut("b"), false);
    for (let i = 0; i < 20; i++, now += 120_000) assert.equal(conduct.wrong("c"), false);
  });
});
