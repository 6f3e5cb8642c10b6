/** Anonymous votes with real proofs for one process of a test chain. They take long to make, so they are kept in build/bench. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeEnvelope, VotingProcess } from "../../src/ballot/index.js";
import { type Hex, scalarToHex, toHex } from "../../src/bytes/index.js";
import { Census, CensusSnapshot, createIdentity, writeSnapshot } from "../../src/census/index.js";
import { createProver, createVerifier } from "../../src/groth16/index.js";
import { type CheckedGenesis, chainAddress } from "../../src/ledger/index.js";
import { castVote } from "../../src/voter/index.js";
import type { CensusCircuit } from "../../test/voter/support.js";

const FOLDER = join(import.meta.dirname, "..", "..", "build", "bench");
const CIRCUIT = "census-7";

export interface ProvedVotes {
  readonly censusRoot: Hex;
  /** Envelopes in canonical JSON, each of another voter. */
  readonly envelopes: readonly string[];
}

/** @param place of the process, whose parameters are those of the test chains */
export async function provedVotes(
  count: number,
  circuit: CensusCircuit,
  { genesis, processId, censusKey }: { genesis: CheckedGenesis; processId: Hex; censusKey: Hex },
): Promise<ProvedVotes> {
  const file = join(FOLDER, `votes-${toHex(genesis.hash).slice(2, 18)}-${count}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8"));
  const identities = Array.from({ length: count }, () => createIdentity());
  const entries = identities.map(({ commitment }) => ({ commitment, weight: 1n }));
  const census = new CensusSnapshot(writeSnapshot(new Census(7, entries)));
  const contract = chainAddress(genesis);
  const ballot = { maxCount: 1, maxValue: 3 };
  const process = new VotingProcess({
    contract,
    processId,
    censusRoot: census.root,
    circuit: CIRCUIT,
    censusKey,
    ballot,
  });
  await using prover = await createProver(circuit);
  await using verifier = await createVerifier(circuit.verificationKey);
  const envelopes: string[] = [];
  for (const [i, identity] of identities.entries()) {
    const vote = { process, identity, census, votes: [i % 4] };
    const { envelope } = await castVote(vote, { prover, verifier }, { insecure: true });
    envelopes.push(encodeEnvelope(envelope));
  }
  const made = { censusRoot: scalarToHex(census.root), envelopes };
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(file, JSON.stringify(made));
  return made;
}
