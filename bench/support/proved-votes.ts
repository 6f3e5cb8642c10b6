/**
 * Anonymous votes with valid proofs for one process of a test chain, made with the development key's secrets (forging.ts). They are kept in build/bench as they are made: a run that was
 * cut off is gone on with, and a smaller number takes the first of them.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeEnvelope, VotingProcess } from "../../src/ballot/index.js";
import { type Hex, parseScalarHex, scalarToHex, toHex } from "../../src/bytes/index.js";
import {
  Census,
  CensusSnapshot,
  createIdentity,
  type Identity,
  identityFromSecret,
  writeSnapshot,
} from "../../src/census/index.js";
import { createVerifier, type Prover } from "../../src/groth16/index.js";
import { type CheckedGenesis, chainAddress } from "../../src/ledger/index.js";
import { castVote } from "../../src/voter/index.js";
import type { CensusCircuit } from "../../test/voter/support.js";
import { forgingProver } from "./forging.js";

const FOLDER = join(import.meta.dirname, "..", "..", "build", "bench");
const CIRCUIT = "census-7";
/** The voters of the census, and so the most votes. */
export const MOST_VOTES = 10_000;

export interface ProvedVotes {
  readonly censusRoot: Hex;
  /** Envelopes in canonical JSON, each of another voter. */
  readonly envelopes: readonly string[];
}

/** Whole lines of a file: the secrets of all voters, then the envelopes that are made. What a run that was cut off left half is taken away. */
function readLines(file: string): { readonly identities: readonly Identity[]; readonly envelopes: string[] } {
  if (!existsSync(file)) {
    const identities = Array.from({ length: MOST_VOTES }, () => createIdentity());
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(file, `${JSON.stringify(identities.map(({ secret }) => scalarToHex(secret)))}\n`);
    return { identities, envelopes: [] };
  }
  const text = readFileSync(file, "utf8");
  const whole = text.lastIndexOf("\n") + 1;
  if (whole < text.length) truncateSync(file, whole); // ASCII alone: a character is a byte
  const [secrets, ...envelopes] = text.slice(0, whole).split("\n").slice(0, -1);
  const identities = (JSON.parse(secrets!) as string[]).map((one) =>
    identityFromSecret(parseScalarHex(one, "a secret")),
  );
  return { identities, envelopes };
}

/** @param place of the process, whose parameters are those of the test chains */
export async function provedVotes(
  count: number,
  circuit: CensusCircuit,
  { genesis, processId, censusKey }: { genesis: CheckedGenesis; processId: Hex; censusKey: Hex },
): Promise<ProvedVotes> {
  if (count > MOST_VOTES) throw new Error(`at most ${MOST_VOTES} votes are proved`);
  const file = join(FOLDER, `votes-${toHex(genesis.hash).slice(2, 18)}.jsonl`);
  const { identities, envelopes } = readLines(file);
  const entries = identities.map(({ commitment }) => ({ commitment, weight: 1n }));
  const census = new CensusSnapshot(writeSnapshot(new Census(7, entries)));
  const made = { censusRoot: scalarToHex(census.root), envelopes: envelopes.slice(0, count) };
  if (envelopes.length >= count) return made;
  const ballot = { maxCount: 1, maxValue: 3 };
  const process = new VotingProcess({
    contract: chainAddress(genesis),
    processId,
    censusRoot: census.root,
    circuit: CIRCUIT,
    censusKey,
    ballot,
  });
  const prover = forgingProver(CIRCUIT) as Prover;
  await using verifier = await createVerifier(circuit.verificationKey);
  for (let i = envelopes.length; i < count; i++) {
    const vote = { process, identity: identities[i]!, census, votes: [i % 4] };
    const { envelope } = await castVote(vote, { prover, verifier }, { insecure: true });
    const text = encodeEnvelope(envelope);
    appendFileSync(file, `${text}\n`);
    made.envelopes.push(text);
  }
  return made;
}
