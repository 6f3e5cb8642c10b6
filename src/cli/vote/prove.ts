/** One anonymous vote, proved: what `psephos vote` does with a file and with a node. */
import type { VoteEnvelope, VotingProcess } from "../../ballot/index.js";
import {
  type AnonymitySet,
  type CensusSnapshot,
  identityFromJson,
  SMALL_ANONYMITY_SET,
} from "../../census/index.js";
import { ensureAble } from "../../errors/index.js";
import { createProver, createVerifier } from "../../groth16/index.js";
import { castVote, type Sealing } from "../../voter/index.js";
import { type CensusKeyOptions, ensureKeyOf } from "../census-key.js";
import { loadCircuit } from "../circuit.js";
import type { Context } from "../context.js";
import { readText } from "../files.js";
import type { Output } from "../output.js";
import { counted } from "../show.js";

export interface ProvingOptions extends CensusKeyOptions {
  readonly identity: string;
  readonly weight?: string;
  readonly overwrite?: string;
  /** Hash the whole census, however large. */
  readonly rebuild?: boolean;
}

/** What is voted in, and how. */
export interface VoteToProve {
  readonly process: VotingProcess;
  readonly census: CensusSnapshot;
  readonly votes: readonly number[];
  readonly sealing?: Sealing | undefined;
  readonly dynamicCensus?: boolean;
  /** The census is one of registrations, in which a commitment can have several places. */
  readonly registered?: boolean;
}

export interface ProvedVote {
  readonly envelope: VoteEnvelope;
  readonly anonymitySet: AnonymitySet;
  /** What the key is called. */
  readonly label: string;
}

/** @throws PsephosError `cli/usage` */
export function parseWeight(text: string | undefined): { weight?: bigint } {
  if (text === undefined) return {};
  ensureAble(/^[1-9][0-9]{0,38}$/.test(text), "cli/usage", "--weight takes a positive integer");
  return { weight: BigInt(text) };
}

/** @throws PsephosError `cli/usage` */
export function parseOverwrite(text: string | undefined): { overwrite?: number } {
  if (text === undefined) return {};
  ensureAble(/^(0|[1-9][0-9]{0,2})$/.test(text), "cli/usage", "--overwrite takes an integer from 0 to 255");
  return { overwrite: Number(text) };
}

/** Up to this many places the whole census is hashed before its weights are believed: about three seconds on two threads. */
const REBUILT_UNASKED = 100_000;

/** Proves a vote, and verifies the proof. @throws PsephosError those of `castVote`, `loadCircuit` and `ensureKeyOf` */
export async function proveVote(
  { output, signal }: Context,
  { process, census, votes, sealing, dynamicCensus = false, registered = false }: VoteToProve,
  options: ProvingOptions,
): Promise<ProvedVote> {
  const identity = identityFromJson(
    await readText(options.identity, "Make one with `psephos identity new`."),
  );
  if (options.rebuild || census.size <= REBUILT_UNASKED)
    await output.step("Checking the census", async () => {
      if (registered) await census.rehash({ signal });
      else await census.rebuildInBulk({ signal });
    });
  const circuit = await loadCircuit(process.circuit, output, signal, options.artifacts);
  ensureKeyOf(process, circuit, options);
  await using verifier = await createVerifier(circuit.verificationKey);
  await using prover = await createProver(circuit);
  const chosen = { ...parseWeight(options.weight), ...parseOverwrite(options.overwrite) };
  const { envelope, anonymitySet } = await output.step("Proving", (progress) =>
    castVote(
      { process, identity, census, votes, ...chosen, dynamicCensus, ...(sealing ? { sealing } : {}) },
      { prover, verifier },
      { signal, insecure: options.insecure, onProgress: ({ stage }) => progress(stage) },
    ),
  );
  return { envelope, anonymitySet, label: circuit.label };
}

/** What a vote shows about its voter. @param sent whether the command sends it itself */
export function hiding({ size, proven }: AnonymitySet, sent = false): string {
  if (size < SMALL_ANONYMITY_SET)
    return `Anybody who sees it can guess who voted${sent ? "" : ": read the warning before you send it"}.`;
  return proven
    ? `Anyone may send it: it does not tell who of the ${size} voters with at least this weight voted.`
    : `The census file says that ${size} voters have at least this weight. It was not checked: --rebuild does that.`;
}

export function warnIfExposed(
  output: Output,
  weight: bigint,
  { size, sameWeight, saferWeight }: AnonymitySet,
): void {
  if (size < SMALL_ANONYMITY_SET) {
    const safer =
      saferWeight === undefined || saferWeight === weight
        ? "The census is too small to hide anybody well."
        : `With --weight ${saferWeight} at least ${SMALL_ANONYMITY_SET} could have cast it.`;
    output.warn(`only ${counted(size, "voter")} could have cast a vote of weight ${weight}. ${safer}`);
  } else if (sameWeight < SMALL_ANONYMITY_SET) {
    output.warn(
      `${counted(sameWeight, "voter")} have exactly the weight ${weight}, and most voters use all of theirs: a weight that many have hides you better.`,
    );
  }
}
