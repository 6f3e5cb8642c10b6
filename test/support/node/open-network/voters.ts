/**
 * Voters of the open network, on a host of theirs: each finds a way, makes a vote with a proof of its own, sends it, and gets the receipt that the validators signed. `CONFIG` is a file of
 * {@link VotersConfig}; each line is a {@link Call}, and is answered by a line for each of its voters.
 */
import { lookup } from "node:dns/promises";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { forgingProver } from "../../../../bench/support/forging.js";
import { createNodeClient, type NodeClient, type VoteName } from "../../../../src/api/index.js";
import { encodeEnvelope, envelopeHash } from "../../../../src/ballot/index.js";
import { fixedHex, type Hex, parseScalarHex, scalarToHex } from "../../../../src/bytes/index.js";
import { CensusSnapshot, identityFromSecret } from "../../../../src/census/index.js";
import { PsephosError } from "../../../../src/errors/index.js";
import { findGateways, inRandomOrder, openRelay } from "../../../../src/gateways/index.js";
import { createVerifier, type Prover } from "../../../../src/groth16/index.js";
import type { CheckedGenesis } from "../../../../src/ledger/index.js";
import {
  ensureRecorded,
  type NodeProcess,
  processAtNode,
  severalNodes,
  votingProcessOf,
  waitForReceiptFrom,
} from "../../../../src/lightclient/index.js";
import { castVote } from "../../../../src/voter/index.js";
import { censusCircuit } from "../../../voter/support.js";

export interface VotersConfig {
  readonly genesisHash: Hex;
  readonly processId: Hex;
  /** Addresses that the organiser published. */
  readonly gateways: readonly string[];
  /** Through these, and never without one; directly if there are none. */
  readonly relays: readonly string[];
  /** The voters' secrets. */
  readonly secrets: readonly string[];
}

export type Call =
  /** Vote. Without a receipt a voter is content with a gateway that has checked the vote, as when it can come only later. */
  | { readonly vote: readonly number[]; readonly receipt: boolean }
  /** Get the receipts of votes that were sent. */
  | { readonly receipts: readonly number[] };

/** What became of a voter's vote. */
export interface Told {
  readonly voter: number;
  readonly nullifier: Hex;
  /** The envelope, as it was sent. */
  readonly envelope: string;
  /** The gateway, and the relay before it, that took it last. */
  readonly by: string;
  /** Codes of what went wrong before. */
  readonly tried: readonly string[];
  /** Milliseconds from the first sending to the receipt. */
  readonly took: number;
  /** The block; null without a receipt. */
  readonly height: number | null;
}

const CIRCUIT = "census-7";
const AT_ONCE = 8;
/** Milliseconds for one way, and for a voter. */
const WAY = 6_000;
const VOTER = 240_000;

const config = JSON.parse(readFileSync(process.argv[2]!, "utf8")) as VotersConfig;
const { processId, relays, secrets } = config;
const hash = fixedHex(config.genesisHash, 32, "the genesis hash");

/** A way to a gateway, whose client is opened when it is used. */
interface Way {
  readonly name: string;
  readonly open: () => Promise<NodeClient>;
}

/** Ways that gave no answer in time come last: they are cut off. */
const silent = new Set<string>();
const inOrder = (ways: readonly Way[]): Way[] => {
  const mixed = inRandomOrder(ways);
  return [...mixed.filter(({ name }) => !silent.has(name)), ...mixed.filter(({ name }) => silent.has(name))];
};

async function relayedClient(relay: string, gateway: string, genesis?: CheckedGenesis): Promise<NodeClient> {
  const { carry, check } = await openRelay({ relay, gateway, signal: AbortSignal.timeout(WAY) });
  const client = createNodeClient(gateway, { fetch: carry });
  await check(genesis ?? (await client.genesis(hash, { timeout: WAY })));
  return client;
}

/** All ways, and the genesis document, which has the hash that the organiser published. */
async function findWays(): Promise<{ readonly genesis: CheckedGenesis; readonly ways: readonly Way[] }> {
  if (relays.length === 0) {
    const start = config.gateways;
    const genesis = await severalNodes(start.map((url) => createNodeClient(url, { timeout: WAY }))).genesis(
      hash,
    );
    const { gateways } = await findGateways({ start, genesis });
    return {
      genesis,
      ways: gateways.map(({ url }) => ({ name: url, open: async () => createNodeClient(url) })),
    };
  }
  const pairs = relays.flatMap((relay) => config.gateways.map((gateway) => ({ relay, gateway })));
  for (const { relay, gateway } of inRandomOrder(pairs)) {
    try {
      const genesis = await (await relayedClient(relay, gateway)).genesis(hash, { timeout: WAY });
      return {
        genesis,
        ways: pairs.map((one) => ({
          name: `${one.relay} ${one.gateway}`,
          open: () => relayedClient(one.relay, one.gateway, genesis),
        })),
      };
    } catch (error) {
      if (!(error instanceof PsephosError)) throw error;
    }
  }
  throw new Error("no relay leads to a gateway");
}

/** Does something by the ways in turn until one of them does it. @returns it, and by which; and what went wrong before */
async function byAny<T>(ways: readonly Way[], what: (client: NodeClient) => Promise<T>) {
  const tried: string[] = [];
  for (const end = performance.now() + VOTER; performance.now() < end; await sleep(200))
    for (const way of inOrder(ways)) {
      const began = performance.now();
      try {
        const done = await what(await way.open());
        silent.delete(way.name);
        return { done, by: way.name, tried };
      } catch (error) {
        if (!(error instanceof PsephosError)) throw error;
        if (performance.now() - began > WAY / 2) silent.add(way.name);
        tried.push(error.code);
      }
    }
  throw new Error(`no way did it: ${tried}`);
}

const { verificationKey } = await censusCircuit();
const prover = forgingProver(CIRCUIT) as Prover;
await using verifier = await createVerifier(verificationKey);
const sent = new Map<
  number,
  { readonly name: VoteName; readonly told: Told; readonly shown: NodeProcess; readonly at: number }
>();

/** What voters read before they vote: the process, held to its record, and the census file. */
async function read(genesis: CheckedGenesis, ways: readonly Way[]) {
  const { done } = await byAny(ways, async (client) => {
    const node = { client, genesis };
    const shown = await processAtNode(node, processId);
    const census = new CensusSnapshot(await client.census(processId, { timeout: 4 * WAY }));
    return { shown, census, process: votingProcessOf(node, shown) };
  });
  return done;
}

async function receiptBy(
  client: NodeClient,
  genesis: CheckedGenesis,
  { name, shown }: { readonly name: VoteName; readonly shown: NodeProcess },
): Promise<number> {
  const receipt = await waitForReceiptFrom({ client, genesis }, name, { timeout: WAY });
  return ensureRecorded({ genesis }, name, shown, receipt).height;
}

async function vote(
  voter: number,
  { genesis, ways }: Awaited<ReturnType<typeof findWays>>,
  { shown, census, process }: Awaited<ReturnType<typeof read>>,
  receipt: boolean,
): Promise<Told> {
  const identity = identityFromSecret(parseScalarHex(secrets[voter]!, "a secret"));
  const it = { process, identity, census, votes: [voter % 4] };
  const { envelope } = await castVote(it, { prover, verifier }, { insecure: true });
  const nullifier = scalarToHex(envelope.nullifier);
  const name = { processId, voterId: nullifier, envelopeHash: envelopeHash(envelope) };
  const text = encodeEnvelope(envelope);
  const began = performance.now();
  const { done, by, tried } = await byAny(ways, async (client) => {
    await client.vote(text, { timeout: WAY });
    return receipt ? receiptBy(client, genesis, { name, shown }) : null;
  });
  const took = performance.now() - began;
  const told = { voter, nullifier, envelope: text, by, tried, took, height: done };
  sent.set(voter, { name, told, shown, at: began });
  return told;
}

/** Some at once. */
async function each(voters: readonly number[], what: (voter: number) => Promise<Told>): Promise<void> {
  const left = voters.values();
  const work = async () => {
    for (const voter of left) process.stdout.write(`${JSON.stringify(await what(voter))}\n`);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** There is no name server: the code of what a look-up gives. */
const dns = await lookup("example.org").then(
  () => "it answers",
  (error: NodeJS.ErrnoException) => error.code,
);
process.stdout.write(`${JSON.stringify({ ready: true, dns })}\n`);
for await (const line of createInterface({ input: process.stdin })) {
  const call = JSON.parse(line) as Call;
  const found = await findWays();
  if ("vote" in call) {
    const what = await read(found.genesis, found.ways);
    await each(call.vote, (voter) => vote(voter, found, what, call.receipt));
  } else
    await each(call.receipts, async (voter) => {
      const { told, at, ...one } = sent.get(voter)!;
      const { done, by, tried } = await byAny(found.ways, (client) => receiptBy(client, found.genesis, one));
      return { ...told, by, tried, took: performance.now() - at, height: done };
    });
}
