/** A whole anonymous election on one machine: census, proofs, refusals, count, and its settlement on an EVM. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  encodeVoteLine,
  resultsFromJson,
  type VoteEnvelope,
  type VotingProcess,
} from "../../ballot/index.js";
import { scalarToHex } from "../../bytes/index.js";
import { CensusSnapshot, writeSnapshot } from "../../census/index.js";
import { createFacts } from "../../facts/index.js";
import { createProver, createVerifier } from "../../groth16/index.js";
import { acceptedVotes, anonymousVote } from "../../ledger/index.js";
import { TALLY_8 } from "../../rollup/index.js";
import { castVote } from "../../voter/index.js";
import { loadCircuit } from "../circuit.js";
import type { Context } from "../context.js";
import { ensureFree, type Replacing, readText, writeAll, writeWhole } from "../files.js";
import { processToJson } from "../process-file.js";
import { grouped, showResults } from "../show.js";
import { dim, styled } from "../style.js";
import { attempts, expectRefusal, type RefusedAttempt } from "./attacks.js";
import { checkOnChain } from "./on-chain.js";
import { CENSUS_CIRCUIT, exampleCensus, exampleProcess, QUESTIONS } from "./poll.js";
import { holdSealedVote } from "./sealed.js";
import { catchCheat, settleOnChain } from "./settle.js";
import { openStage } from "./stage.js";
import { tellHeading, tellRefused } from "./tell.js";
import { type ElectionReport, verdict } from "./verdict.js";
import { EXAMPLE_VOTERS, exampleIdentity } from "./voters.js";
import { beginChain, endChain, tellChain } from "./voting-chain.js";

export interface ElectionOptions extends Replacing {
  /** How many of the example's voters vote. */
  readonly sample: number;
  readonly out: string;
  /** A folder for the census, the process, the votes and the voting chain, so that others can check the result. */
  readonly keep?: string;
  readonly artifacts?: string;
}

const VOTERS = fileURLToPath(new URL("../../../examples/voters.csv", import.meta.url));

/** The file of accepted votes in the folder that `--keep` names. */
const VOTES = "votes.jsonl";
/** The file of the voting chain there. */
const CHAIN = "chain.jsonl";
/** Votes in a block. */
const BLOCK_VOTES = 8;

/** The example runs on development keys, and says so. */
const EXAMPLE_KEYS = { insecure: true };

/** A choice for a voter of the example: any, but always the same. */
const exampleBallot = (index: number) =>
  QUESTIONS.map(({ choices }, field) => Math.floor(index / (field + 2)) % choices.length);

/** Voters spread over the whole list, so that the paths differ at every level they can. */
const sampleIndexes = (count: number) =>
  Array.from({ length: count }, (_, i) => Math.floor((i * EXAMPLE_VOTERS) / count));

/**
 * Runs the example election and returns its outcome.
 * @throws PsephosError when an honest vote is refused, an attack is accepted, or a file is missing
 */
export async function runElection(context: Context, options: ElectionOptions): Promise<ElectionReport> {
  const { output, signal } = context;
  const { force } = options;
  if (options.keep) await ensureFree(join(options.keep, VOTES), { force });
  const csv = await readText(VOTERS);
  const census = await output.step(`Building the census of ${grouped(BigInt(EXAMPLE_VOTERS))} voters`, () =>
    exampleCensus(csv),
  );
  const snapshot = new CensusSnapshot(writeSnapshot(census));
  const load = (name: string) => loadCircuit(name, output, signal, options.artifacts);
  const circuits = {
    census: await load(CENSUS_CIRCUIT),
    batch: await load(TALLY_8.name),
    open: await load(TALLY_8.open),
  };
  const circuit = circuits.census;
  await using stage = await openStage(context, circuits, census.root);
  const { processId, censusKey } = stage;
  const deployed = { contract: stage.contracts.processes, processId, censusKey };
  const process = exampleProcess(deployed, census.root);
  tellHeading(output, "An example election on this machine");
  const voting = `${grouped(BigInt(EXAMPLE_VOTERS))}, of whom ${options.sample} vote`;
  for (const [label, value] of [
    ["voters", voting],
    ["census root", scalarToHex(census.root)],
    ["process", process.processId],
  ] as const)
    output.line(styled`  ${dim(label.padEnd(11))} ${value}`);

  const indexes = sampleIndexes(options.sample);
  const voters = await Promise.all(indexes.map(exampleIdentity));
  const prover = await createProver(circuit);
  const verifier = await createVerifier(circuit.verificationKey);
  try {
    const envelopes = await output.step(`Proving ${options.sample} anonymous votes`, async (progress) => {
      const made: VoteEnvelope[] = [];
      for (const [i, identity] of voters.entries()) {
        const votes = exampleBallot(indexes[i]!);
        const vote = { process, identity, census: snapshot, votes };
        const cast = await castVote(vote, { prover, verifier }, { signal, ...EXAMPLE_KEYS });
        made.push(cast.envelope);
        progress(`${i + 1}/${voters.length}`);
      }
      return made;
    });

    const facts = createFacts({ verifiers: [{ circuit: CENSUS_CIRCUIT, verifier }], ...EXAMPLE_KEYS });
    const chain = await output.step("Beginning a voting chain that follows the EVM", () =>
      beginChain(stage, facts),
    );
    await output.step("Verifying the votes, and putting them into blocks", async (progress) => {
      for (let i = 0; i < envelopes.length; i += BLOCK_VOTES) {
        signal.throwIfAborted();
        await chain.take(...envelopes.slice(i, i + BLOCK_VOTES).map(anonymousVote));
        progress(`${Math.min(i + BLOCK_VOTES, envelopes.length)}/${envelopes.length}`);
      }
    });

    const idle = await exampleIdentity(indexes[0]! + 1);
    const scene = {
      process,
      census: snapshot,
      chain,
      keys: { prover, verifier },
      accepted: envelopes[0]!,
      voter: voters[0]!,
      idle,
    };
    const refused: RefusedAttempt[] = [];
    const attacks = attempts(scene);
    tellHeading(output, `${attacks.length} attempts to cheat, each of which must be refused`);
    for (const attempt of attacks) {
      signal.throwIfAborted();
      const refusal = await expectRefusal(attempt);
      refused.push(refusal);
      tellRefused(output, refusal.attempt, refusal.reason, refusal.code);
    }

    const counted = await endChain(chain, stage);
    const results = resultsFromJson(counted);
    const votes = acceptedVotes(chain.state, chain.process(processId), chain.find);
    await writeWhole(options.out, counted, { force });
    if (options.keep) {
      const lines = votes.map((vote) => `${encodeVoteLine(vote)}\n`).join("");
      const files = { census: writeSnapshot(census), process, votes: lines, chain: chain.text };
      await keep(options.keep, files, options);
    }
    tellHeading(output, `The count of ${votes.length} votes, each with its voter's weight: ${options.out}`);
    showResults(output, results, QUESTIONS);
    const votingChain = tellChain(context, chain, options.keep && join(options.keep, CHAIN));
    const onChain = await checkOnChain(context, stage, { process, vote: votes[0]! });
    const count = { stage, circuits, process, votes, results };
    const fork = await stage.people.organiser.snapshot();
    const settlement = await settleOnChain(context, count);
    // The same election once more, from before anything was posted.
    await stage.people.organiser.revert({ id: fork });
    const caught = await catchCheat(context, count);
    const sealed = await holdSealedVote(context);
    const report: ElectionReport = {
      voters: EXAMPLE_VOTERS,
      censusRoot: scalarToHex(census.root),
      key: circuit.label,
      sample: options.sample,
      counted: votes.length,
      attempts: attacks.length,
      refused,
      results,
      votingChain,
      onChain,
      settlement,
      caught,
      sealed,
    };
    tellHeading(output, "Verdict");
    for (const sentence of verdict(report)) output.paragraph(sentence, { indent: 2, hang: 2 });
    return report;
  } finally {
    await Promise.all([prover.close(), verifier.close()]);
  }
}

/**
 * Writes what a stranger needs to count again (`psephos results DIR/votes.jsonl --process DIR/process.json`) and to run the chain again
 * (`psephos ledger replay DIR/chain.jsonl`).
 */
async function keep(
  folder: string,
  {
    census,
    process,
    votes,
    chain,
  }: { census: Uint8Array; process: VotingProcess; votes: string; chain: string },
  { force }: Replacing,
) {
  const files = new Map<string, string | Uint8Array>([
    [join(folder, "census.psc"), census],
    [join(folder, "process.json"), processToJson(process)],
    [join(folder, VOTES), votes],
    [join(folder, CHAIN), chain],
  ]);
  await writeAll(files, { force });
}
