/** A gateway in gossip as a program of its own, so that its memory is its own: run it with --expose-gc. It prints its address, and for each line how it is. */
import { createInterface } from "node:readline";
import { openPeer, votesAt } from "../../node/network/peers.js";

/** How it is, after its garbage is collected. */
export interface Looked {
  /** Bytes. */
  readonly heap: number;
  readonly resident: number;
  readonly peers: number;
  /** Transactions that were checked. */
  readonly brought: number;
  readonly votes: number;
  /** Milliseconds of the processor. */
  readonly cpu: number;
}

const say = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`);
const peer = await openPeer("victim", [], { maxVoteOverwrites: 255, remembered: Number(process.argv[2]) });
say({ address: peer.gossip.addresses[0] });
for await (const _ of createInterface({ input: process.stdin })) {
  globalThis.gc!();
  const { heapUsed, rss, arrayBuffers } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  const votes = votesAt(peer);
  const looked: Looked = {
    ...{
      heap: heapUsed + arrayBuffers,
      resident: rss,
      peers: peer.gossip.peers,
      brought: peer.brought,
      votes,
    },
    cpu: (user + system) / 1000,
  };
  say(looked);
}
await peer.gossip.stop();
await peer.door.close();
process.exit(0);
