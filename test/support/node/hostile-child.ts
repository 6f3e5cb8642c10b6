/**
 * Hostile peers of gossip, in a program of their own, as fast as they can: `ADDRESS ENVELOPE OLD` – a node's address, a vote by name, and a recorded transaction in base64. Each does one kind of
 * thing, and comes again under another name when it is dropped. When its input ends, it prints what it did.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { randomBytes } from "@noble/hashes/utils.js";
import { decodeNamedEnvelope } from "../../../src/ballot/index.js";
import { toHex } from "../../../src/bytes/index.js";
import { encodeTransaction, namedVote } from "../../../src/ledger/index.js";
import { openStranger, type Stranger, topicOf } from "../../node/network/peers.js";

const KINDS = ["malformed", "huge", "old", "foreign", "records", "subscriptions"] as const;
type Kind = (typeof KINDS)[number];

export interface Done {
  /** Messages. */
  readonly sent: Readonly<Record<Kind, number>>;
  /** How often one was dropped. */
  readonly dropped: Readonly<Record<Kind, number>>;
}

const [address, text, encoded] = process.argv.slice(2) as [string, string, string];
const envelope = decodeNamedEnvelope(text);
const old = new Uint8Array(Buffer.from(encoded, "base64"));
const none = () => Object.fromEntries(KINDS.map((kind) => [kind, 0])) as Record<Kind, number>;
const [sent, dropped] = [none(), none()];
/** Messages without a pause. */
const BURST = 50;
let running = true;

const bytesOf = (kind: Exclude<Kind, "subscriptions">): Uint8Array =>
  ({
    malformed: () => randomBytes(1 + (sent.malformed % 2_000)),
    // The last byte makes them different, or they would not be sent.
    huge: () => new Uint8Array(sent.huge % 8 === 0 ? 3_000_000 : 400_000).fill(sent.huge),
    old: () => old,
    // Right in form: nothing is false about them.
    foreign: () => encodeTransaction(namedVote({ ...envelope, processId: toHex(randomBytes(32)) })),
    records: () => Buffer.from(JSON.stringify({ version: 2, expires: sent.records, addresses: [] })),
  })[kind]();

async function send({ services: { pubsub } }: Stranger, kind: Kind): Promise<void> {
  sent[kind] += 1;
  if (kind === "subscriptions") {
    pubsub.subscribe(`/psephos/flood/${sent[kind]}`);
    pubsub.unsubscribe(`/psephos/flood/${sent[kind] - 100}`);
    return;
  }
  // It forgets what it sent, or it would not send it again.
  if (kind === "old") (pubsub as unknown as { seenCache: { clear(): void } }).seenCache.clear();
  await pubsub.publish(topicOf(kind === "records" ? "records" : "transactions"), bytesOf(kind));
}

async function attack(kind: Kind): Promise<void> {
  while (running) {
    let stranger: Stranger | undefined;
    try {
      stranger = await openStranger(address, 1);
      while (running && stranger.getPeers().length > 0) {
        const burst = kind === "huge" ? 2 : BURST;
        for (let i = 0; i < burst; i++) await send(stranger, kind);
        await sleep(1);
      }
      if (running) dropped[kind] += 1;
    } catch {
      await sleep(100); // there was no room, or it was dropped while it sent
    }
    await stranger?.stop();
  }
}

process.stdin.resume().once("end", () => {
  running = false;
});
process.stdout.write(`${JSON.stringify({ ready: true })}\n`);
await Promise.all(KINDS.map(attack));
process.stdout.write(`${JSON.stringify({ sent, dropped } satisfies Done)}\n`);
process.exit(0);
