/** Relays: found in the gateways' lists or named by the link, and opened. Most of it is the sealing, so it is loaded when there is a relay. */
import { get, set } from "idb-keyval";
import { createNodeClient } from "../../src/api/index.js";
import { type Hex, inRandomOrder, toHex } from "../../src/bytes/index.js";
import { Failure, PsephosError } from "../../src/errors/index.js";
import { findGateways, GatewayMemory, openRelay, pairsOf, type RelayDoor } from "../../src/gateways/index.js";
import type { CheckedGenesis } from "../../src/ledger/index.js";
import type { Transport } from "./transports.js";

/** Ways that are opened: the second one is used if the first fails. */
const MOST_WAYS = 2;
/** Ways that are tried for each of them. */
const MOST_TRIED = 8;
/** Milliseconds: to open a way, and for one message. A node waits for a vote's block, and a relay for the node. */
const OPENING = 8000;
const CARRYING = 75_000;
const SOON = 10_000;

interface Pair {
  readonly relay: string;
  readonly gateway: string;
  /** Who runs the gateway, if a list or a link says it: only this validator's record is believed. */
  readonly validator?: Hex | undefined;
}

/** `fetch` to a relay, which says of whom it is if there is no answer. */
const reaching =
  (relay: string, how: typeof fetch): typeof fetch =>
  async (input, init) => {
    const limit = AbortSignal.timeout(CARRYING);
    const signal = init?.signal ? AbortSignal.any([init.signal, limit]) : limit;
    try {
      return await how(input, { ...init, signal });
    } catch (cause) {
      if (init?.signal?.aborted) throw cause;
      throw new Failure("oblivious/relay", `the relay at ${new URL(relay).host} does not answer`, {
        cause,
        hint: "Use another relay.",
      });
    }
  };

/** Times that a message is sealed and sent. */
const SENT = 3;
/** Asks again if the relay soon lost the message, or had brought it twice and the node refuses it as repeated: connections change, and what is sealed anew may be asked again. */
const again =
  (carry: typeof fetch): typeof fetch =>
  async (input, init) => {
    const begun = performance.now();
    for (let sent = 1; ; sent++)
      try {
        return await carry(input, init);
      } catch (error) {
        const lost = error instanceof Failure && error.code === "oblivious/relay";
        const late = sent === SENT || performance.now() - begun > SOON;
        if (!lost || late || init?.signal?.aborted) throw error;
      }
  };

/** Opens a relay's door; undefined if it has none. @throws what is no error of this program's rules */
async function doorOf(
  { relay, gateway, validator }: Pair,
  how: typeof fetch,
): Promise<RelayDoor | undefined> {
  const signal = AbortSignal.timeout(OPENING);
  try {
    return await openRelay({
      ...{ relay, gateway, fetch: reaching(relay, how), signal },
      ...(validator && { validator }),
    });
  } catch (error) {
    if (!(error instanceof PsephosError)) throw error;
    return undefined;
  }
}

/** Those of relays that have not failed first; of each relay one, before another one of the same. */
function inOrder<P extends Pair>(pairs: readonly P[], failed: readonly string[]): readonly P[] {
  const firsts = pairs.filter((one, i) => pairs.findIndex(({ relay }) => relay === one.relay) === i);
  const all = [...firsts, ...pairs.filter((one) => !firsts.includes(one))];
  return [
    ...all.filter(({ relay }) => !failed.includes(relay)),
    ...all.filter(({ relay }) => failed.includes(relay)),
  ];
}

/**
 * Opens ways until there are enough. A relay of the gateway's own operator, whom the gateway's record names, is none.
 * @param believed checks a door's key: before that, nothing is sealed for it but what tells nothing
 */
async function opened(
  pairs: readonly Pair[],
  how: typeof fetch,
  believed: (door: RelayDoor, pair: Pair) => Promise<void>,
): Promise<Transport[]> {
  const found: Transport[] = [];
  for (let i = 0; found.length < MOST_WAYS && i < Math.min(pairs.length, MOST_TRIED); i += MOST_WAYS) {
    const some = pairs.slice(i, i + MOST_WAYS);
    const doors = await Promise.all(some.map((pair) => doorOf(pair, how)));
    for (const [j, door] of doors.entries()) {
      const pair = some[j]!;
      if (!door || door.record.relays.some((own) => same(own, pair.relay))) continue;
      try {
        await believed(door, pair);
        const { validator } = door.record;
        found.push({
          kind: "relay",
          by: pair.relay,
          node: pair.gateway,
          validator,
          fetch: again(door.carry),
        });
      } catch (error) {
        if (!(error instanceof PsephosError)) throw error;
      }
    }
  }
  return found;
}

/** @param one a record's, which may be no address */
const same = (one: string, other: string): boolean =>
  URL.canParse(one) && new URL(one).href === new URL(other).href;

/** Where a browser keeps nothing, nothing is kept: that is no reason not to vote. */
async function quietly<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch {
    return undefined;
  }
}

/**
 * Finds the gateways to which some addresses lead, and ways to them through relays of other operators.
 * @returns undefined: the lists name no relay of another operator; none: they do, and none works
 * @throws PsephosError `gateways/none`
 */
export async function findRelays({
  start,
  genesis,
  failed,
  how,
}: {
  readonly start: readonly string[];
  readonly genesis: CheckedGenesis;
  readonly failed: readonly string[];
  readonly how: typeof fetch;
}): Promise<readonly Transport[] | undefined> {
  const name = `gateways/${toHex(genesis.hash)}`;
  const memory = new GatewayMemory(await quietly(() => get<string>(name)));
  const found = await findGateways({ start, genesis, memory, fetch: how });
  await quietly(() => set(name, memory.encode()));
  const pairs = pairsOf(found).map(({ record, ...pair }) => ({ ...pair, validator: record.validator }));
  if (pairs.length === 0) return undefined;
  return opened(inOrder(pairs, failed), how, async ({ check }) => check(genesis));
}

/**
 * Opens the nodes of a link through the relays that it names, without asking a node directly. The nodes' keys are used for the genesis document and the proof of the validators alone until these are
 * right, and they are validators'.
 * @throws PsephosError `oblivious/relay`: none works; `api/genesis`: a node is of another chain
 */
export async function openThroughRelays({
  relays,
  nodes,
  validators,
  hash,
  failed,
  how,
}: {
  readonly relays: readonly string[];
  readonly nodes: readonly string[];
  /** Who runs each of the nodes, if the link says it. */
  readonly validators?: readonly Hex[] | undefined;
  readonly hash: Uint8Array;
  readonly failed: readonly string[];
  readonly how: typeof fetch;
}): Promise<{ readonly genesis: CheckedGenesis; readonly transports: readonly Transport[] }> {
  const pairs = inRandomOrder(
    relays.flatMap((relay) => nodes.map((gateway, i) => ({ relay, gateway, validator: validators?.[i] }))),
  );
  let genesis: CheckedGenesis | undefined;
  let last: unknown;
  const transports = await opened(inOrder(pairs, failed), how, async ({ carry, check }, { gateway }) => {
    try {
      genesis ??= await createNodeClient(gateway, { fetch: again(carry) }).genesis(hash);
      await check(genesis);
    } catch (error) {
      last = error;
      throw error;
    }
  });
  if (genesis && transports.length > 0) return { genesis, transports };
  throw (
    last ??
    new Failure("oblivious/relay", "none of the relays that the link names answers", {
      hint: "Try again later, or go on without a relay: the nodes then see your network address.",
    })
  );
}
