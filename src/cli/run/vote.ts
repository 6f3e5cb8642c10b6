/** `psephos vote` and `psephos verify`. */
import { decodeEnvelope, encodeEnvelope } from "../../ballot/index.js";
import { scalarToHex } from "../../bytes/index.js";
import {
  type AnonymitySet,
  CensusSnapshot,
  identityFromJson,
  SMALL_ANONYMITY_SET,
} from "../../census/index.js";
import { ensure, PsephosError } from "../../errors/index.js";
import { createProver, createVerifier } from "../../groth16/index.js";
import { BallotBox } from "../../node/index.js";
import { castVote } from "../../voter/index.js";
import { type CensusKeyOptions, censusVerifier, ensureKeyOf } from "../census-key.js";
import { loadCircuit } from "../circuit.js";
import type { Context } from "../context.js";
import { readBytes, readText, writeWhole } from "../files.js";
import type { Output } from "../output.js";
import { openProcess, type ProcessOptions } from "../process-on-chain.js";

export interface VerifyOptions extends CensusKeyOptions, ProcessOptions {}

export interface VoteOptions extends VerifyOptions {
  readonly census: string;
  readonly identity: string;
  readonly weight?: string;
  readonly overwrite?: string;
  readonly out: string;
  /** Hash the whole census, however large. */
  readonly rebuild?: boolean;
}

function parseVotes(text: string): number[] {
  ensure(
    /^[0-9]{1,3}(,[0-9]{1,3})*$/.test(text),
    "cli/usage",
    "votes are numbers joined by commas, such as 1,0,3",
  );
  return text.split(",").map(Number);
}

function parseWeight(text: string | undefined): { weight?: bigint } {
  if (text === undefined) return {};
  ensure(/^[1-9][0-9]{0,38}$/.test(text), "cli/usage", "--weight takes a positive integer");
  return { weight: BigInt(text) };
}

function parseOverwrite(text: string | undefined): { overwrite?: number } {
  if (text === undefined) return {};
  ensure(/^(0|[1-9][0-9]{0,2})$/.test(text), "cli/usage", "--overwrite takes an integer from 0 to 255");
  return { overwrite: Number(text) };
}

const voters = (count: number) => (count === 1 ? "1 voter" : `${count} voters`);

/** Places up to which the whole census is hashed before its weights are believed: about three seconds of two threads. */
const REBUILT_UNASKED = 100_000;

/** What a vote tells of its voter, and no more than is true. */
function hiding({ size, proven }: AnonymitySet): string {
  if (size < SMALL_ANONYMITY_SET)
    return "Whoever sees it can guess who voted: read the warning before you send it.";
  return proven
    ? `Anyone may send it: it does not tell who of the ${size} voters with at least this weight voted.`
    : `The census file says that ${size} voters have at least this weight. It was not checked: --rebuild does that.`;
}

function warnIfExposed(
  output: Output,
  weight: bigint,
  { size, sameWeight, saferWeight }: AnonymitySet,
): void {
  if (size < SMALL_ANONYMITY_SET) {
    const safer =
      saferWeight === undefined || saferWeight === weight
        ? "The census is too small to hide anybody well."
        : `With --weight ${saferWeight} at least ${SMALL_ANONYMITY_SET} could have cast it.`;
    output.warn(`only ${voters(size)} could have cast a vote of weight ${weight}. ${safer}`);
  } else if (sameWeight < SMALL_ANONYMITY_SET) {
    output.warn(
      `${voters(sameWeight)} have exactly the weight ${weight}, and most voters use all of theirs: a weight that many have hides you better.`,
    );
  }
}

export async function runVote(context: Context, text: string, options: VoteOptions): Promise<void> {
  const { output, signal } = context;
  const votes = parseVotes(text);
  const weight = parseWeight(options.weight);
  const overwrite = parseOverwrite(options.overwrite);
  const { process, checked } = await openProcess(context, options);
  const identity = identityFromJson(
    await readText(options.identity, "Make one with `psephos identity new`."),
  );
  const census = new CensusSnapshot(await readBytes(options.census));
  if (options.rebuild || census.size <= REBUILT_UNASKED)
    await output.step("Checking the census", () => census.rebuildInBulk({ signal }));
  const circuit = await loadCircuit(process.circuit, output, signal, options.artifacts);
  ensureKeyOf(process, circuit, options);
  const { label, verificationKey } = circuit;
  await using verifier = await createVerifier(verificationKey);
  await using prover = await createProver(circuit);
  const { envelope, anonymitySet } = await output.step("Proving", (progress) =>
    castVote(
      { process, identity, census, votes, ...weight, ...overwrite },
      { prover, verifier },
      {
        signal,
        insecure: options.insecure,
        onProgress: ({ stage }) => progress(stage),
      },
    ),
  );
  await writeWhole(options.out, `${encodeEnvelope(envelope)}\n`);
  const nullifier = scalarToHex(envelope.nullifier);
  output.line(`Vote written to ${options.out}. ${hiding(anonymitySet)}`);
  warnIfExposed(output, envelope.weight, anonymitySet);
  output.field("nullifier", nullifier);
  output.field("weight", envelope.weight);
  output.field("hidden among", anonymitySet.size);
  output.field("key", label);
  output.result({ file: options.out, nullifier, weight: envelope.weight, anonymitySet, key: label, checked });
}

export async function runVerify(context: Context, file: string, options: VerifyOptions): Promise<void> {
  const { output } = context;
  const text = (await readText(file)).replace(/\n$/, "");
  const { process, checked } = await openProcess(context, options);
  const { processId } = decodeEnvelope(text);
  if (processId !== process.processId) {
    throw new PsephosError("node/other-process", "this vote is for another process", {
      hint: `It names process ${processId}.`,
    });
  }
  const { verifier, label } = await censusVerifier(context, process, options);
  try {
    const { envelope } = await new BallotBox(process, verifier, options).accept(text);
    const nullifier = scalarToHex(envelope.nullifier);
    output.line("accepted: the proof holds and the ballot is the one that was proved");
    output.field("nullifier", nullifier);
    output.field("weight", envelope.weight);
    output.field("key", label);
    output.result({ accepted: true, nullifier, weight: envelope.weight, key: label, checked });
  } finally {
    await verifier.close();
  }
}
