/** Keykeepers that are killed when they send a message. */
import assert from "node:assert/strict";
import type { Hex } from "../../../src/bytes/index.js";
import { decodeTransaction, type Transaction } from "../../../src/ledger/index.js";
import {
  castSealed,
  countsOf,
  eventually,
  genesisOf,
  Link,
  type Member,
  makeKey,
  type NodeWorld,
  newWorld,
  SEALED,
  settled,
  thresholdOf,
  until,
} from "./support.js";

export type Moment = "before it is sent" | "after it is sent, and lost";

/** The way to the node of a program that is killed when it sends its first message of a kind: whatever it wants to do afterwards does not happen. */
class Deadly extends Link {
  readonly #kind: Transaction["kind"];
  readonly #moment: Moment;
  /** What it sent, or was about to send. */
  last: Uint8Array | undefined;

  constructor(world: NodeWorld, kind: Transaction["kind"], moment: Moment) {
    super(world);
    this.#kind = kind;
    this.#moment = moment;
  }

  override async submit(transaction: Uint8Array): Promise<void> {
    if (this.last) return new Promise(() => {});
    if (decodeTransaction(transaction).kind !== this.#kind) return super.submit(transaction);
    this.last = transaction;
    if (this.#moment === "after it is sent, and lost") {
      await super.submit(transaction);
      this.world.pending.splice(this.world.pending.indexOf(transaction), 1);
    }
    return new Promise(() => {});
  }
}

export const dealsOf = (world: NodeWorld, { self }: Member) =>
  world.sent("deal").filter((tx) => tx.kind === "deal" && tx.keykeeper === self.address);

/** The other keykeepers act, and the victim is stuck in its message: then it is killed, and started again. */
export async function killAt(
  world: NodeWorld,
  members: readonly Member[],
  victim: Member,
  kind: Transaction["kind"],
  moment: Moment,
) {
  const link = new Deadly(world, kind, moment);
  await victim.start(world.genesis, link);
  return async (id: Hex): Promise<Uint8Array> => {
    const others = members.filter((member) => member !== victim);
    for (let i = 0; i < 40 && !link.last; i++) {
      await settled(others);
      await eventually(
        "the victim follows",
        () => link.last !== undefined || victim.status.height === world.ledger.height,
      );
      const heads = link.heads;
      await eventually("the victim acts", () => link.last !== undefined || link.heads >= heads + 2);
      if (!link.last) await (world.process(id).phase === "open" ? step(world, id) : world.block());
    }
    assert.ok(link.last, "the victim did not come to the message");
    victim.daemon = undefined; // what it awaits never comes: it is as good as killed
    await victim.start(world.genesis, new Link(world));
    return link.last;
  };
}

/** A vote as soon as votes are taken, then empty blocks. */
async function step(world: NodeWorld, id: Hex): Promise<void> {
  if (world.process(id).record.logSize === 0) await castSealed(world, id, 0, 2);
  else await world.block();
}

/** Of two keykeepers the first is killed at a message; the votes are counted all the same. */
export async function countsAfterKill(
  members: readonly Member[],
  kind: Transaction["kind"],
  moment: Moment,
): Promise<void> {
  const [victim, other] = members;
  const world = newWorld(genesisOf(thresholdOf(members, 2)));
  await other!.start(world.genesis, new Link(world));
  const kill = await killAt(world, members, victim!, kind, moment);
  const id = await world.declare(SEALED);
  const message = await kill(id);
  if (kind !== "reveal") {
    await makeKey(world, members, id);
    await castSealed(world, id, 0, 2);
  }
  await until(world, members, world.process(id).end! + 3);
  assert.deepEqual(countsOf(world, id), ["0", "0", "1", "0"]);
  assert.equal(dealsOf(world, victim!).length, 1, "it dealt twice");
  assert.ok(
    world.received.some((sent) => Buffer.from(sent).equals(message)),
    "the same message goes out again",
  );
}
