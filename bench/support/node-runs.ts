/** What the benchmarks of the node share: a chain with one anonymous process, and votes sent over HTTP until all have their receipts. */

import { createNodeClient } from "../../src/api/index.js";
import type { Hex } from "../../src/bytes/index.js";
import { PsephosError } from "../../src/errors/index.js";
import { verificationKeyHash } from "../../src/groth16/index.js";
import type { CheckedGenesis } from "../../src/ledger/index.js";
import { keyId } from "../../src/process/index.js";
import { type ParamsChange, testParams, World } from "../../test/support/ledger/world.js";
import { nodeGenesis } from "../../test/support/node/solo.js";
import type { CensusCircuit } from "../../test/voter/support.js";
import { given } from "./given-votes.js";
import { type ProvedVotes, provedVotes } from "./proved-votes.js";

export const CIRCUIT = "census-7";

/** The chain whose census key is the circuit's. */
export function chainOf({ verificationKey }: CensusCircuit): {
  readonly genesis: CheckedGenesis;
  readonly censusKey: Hex;
} {
  const keyHash = `0x${verificationKeyHash(verificationKey)}` as const;
  const genesis = nodeGenesis({ censusKeys: [{ circuit: CIRCUIT, depth: 7, keyHash }] });
  return { genesis, censusKey: keyId(CIRCUIT, keyHash) };
}

/** Votes of the chain's first process, from build/bench or made now. */
export function madeVotes(circuit: CensusCircuit, count: number): Promise<ProvedVotes> {
  const { genesis, censusKey } = chainOf(circuit);
  const { id: processId } = new World(given, genesis).declaration(testParams());
  return provedVotes(count, circuit, { genesis, processId, censusKey });
}

/** What is declared of the votes' process, in blocks that a chain begins with. */
export async function declaredFor(circuit: CensusCircuit, { censusRoot }: ProvedVotes) {
  const { genesis, censusKey } = chainOf(circuit);
  const world = new World(given, genesis);
  const change: ParamsChange = { blockCount: 0, censusRoot, censusKey, envelopeType: { anonymous: true } };
  const id = await world.declare(change);
  return { genesis, id, told: world.blocks.flatMap(({ transactions }) => transactions) };
}

export interface Sent {
  /** Receipts a second. */
  readonly rate: number;
  /** Milliseconds from request to receipt, ascending. */
  readonly latencies: readonly number[];
}

/** The node closes connections that were idle for seconds, maybe as a request goes out: sending a vote again is safe. */
async function again<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof PsephosError && error.code === "api/unreachable") return ask();
    throw error;
  }
}

/** Sends votes to a node, `atOnce` at the same time, and waits for the receipt of each. */
export async function sendVotes(url: string, envelopes: readonly string[], atOnce: number): Promise<Sent> {
  const client = createNodeClient(url);
  const latencies: number[] = [];
  const begun = performance.now();
  const left = envelopes.values();
  async function sender(): Promise<void> {
    for (const envelope of left) {
      const sent = performance.now();
      const { state } = await again(() => client.vote(envelope, { wait: true }));
      if (state !== "recorded") throw new Error(`a vote is ${state}`);
      latencies.push(performance.now() - sent);
    }
  }
  await Promise.all(Array.from({ length: atOnce }, sender));
  const seconds = (performance.now() - begun) / 1000;
  return { rate: envelopes.length / seconds, latencies: latencies.sort((a, b) => a - b) };
}
