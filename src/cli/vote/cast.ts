/** `psephos vote`: prove and write one anonymous vote. */
import { Argument } from "commander";
import { encodeEnvelope } from "../../ballot/index.js";
import { scalarToHex } from "../../bytes/index.js";
import {
  type AnonymitySet,
  CensusSnapshot,
  identityFromJson,
  SMALL_ANONYMITY_SET,
} from "../../census/index.js";
import { ensureAble } from "../../errors/index.js";
import { createProver, createVerifier } from "../../groth16/index.js";
import { castVote } from "../../voter/index.js";
import { type CensusKeyOptions, ensureKeyOf } from "../census-key.js";
import { loadCircuit } from "../circuit.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";
import { ensureFree, type Replacing, readBytes, readText, writeWhole } from "../files.js";
import { type NamesOptions, QUESTIONS_FILE, questionNames } from "../metadata/names.js";
import { FORCE, KEYS, PROCESS_AND_CHAIN } from "../options.js";
import type { Output } from "../output.js";
import { openProcess, type ProcessOptions } from "../process-on-chain.js";
import { counted } from "../show.js";
import { parseVotes } from "./choices.js";

interface VoteOptions extends CensusKeyOptions, ProcessOptions, NamesOptions, Replacing {
  readonly census: string;
  readonly identity: string;
  readonly weight?: string;
  readonly overwrite?: string;
  readonly out: string;
  /** Hash the whole census, however large. */
  readonly rebuild?: boolean;
}

function parseWeight(text: string | undefined): { weight?: bigint } {
  if (text === undefined) return {};
  ensureAble(/^[1-9][0-9]{0,38}$/.test(text), "cli/usage", "--weight takes a positive integer");
  return { weight: BigInt(text) };
}

function parseOverwrite(text: string | undefined): { overwrite?: number } {
  if (text === undefined) return {};
  ensureAble(/^(0|[1-9][0-9]{0,2})$/.test(text), "cli/usage", "--overwrite takes an integer from 0 to 255");
  return { overwrite: Number(text) };
}

/** Up to this many places the whole census is hashed before its weights are believed: about three seconds on two threads. */
const REBUILT_UNASKED = 100_000;

/** What a vote shows about its voter. */
function hiding({ size, proven }: AnonymitySet): string {
  if (size < SMALL_ANONYMITY_SET)
    return "Anybody who sees it can guess who voted: read the warning before you send it.";
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
    output.warn(`only ${counted(size, "voter")} could have cast a vote of weight ${weight}. ${safer}`);
  } else if (sameWeight < SMALL_ANONYMITY_SET) {
    output.warn(
      `${counted(sameWeight, "voter")} have exactly the weight ${weight}, and most voters use all of theirs: a weight that many have hides you better.`,
    );
  }
}

async function castOne(context: Context, text: string, options: VoteOptions): Promise<void> {
  const { output, signal } = context;
  const votes = parseVotes(text, await questionNames(options));
  const weight = parseWeight(options.weight);
  const overwrite = parseOverwrite(options.overwrite);
  await ensureFree(options.out, { force: options.force });
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
  const inputs = [options.process, options.identity, options.census];
  await writeWhole(options.out, `${encodeEnvelope(envelope)}\n`, { force: options.force, inputs });
  const nullifier = scalarToHex(envelope.nullifier);
  output.line(`Vote written to ${options.out}. ${hiding(anonymitySet)}`);
  warnIfExposed(output, envelope.weight, anonymitySet);
  output.field("nullifier", nullifier);
  output.field("weight", envelope.weight);
  output.field("hidden among", anonymitySet.size);
  output.field("key", label);
  output.result({ file: options.out, nullifier, weight: envelope.weight, anonymitySet, key: label, checked });
}

export const cast: Leaf = {
  name: "cast",
  description: "prove and write one anonymous vote",
  arguments: [
    new Argument(
      "<votes>",
      "one value for each field, joined by commas: 1,0,3; with --questions also names of choices",
    ),
  ],
  options: [
    ...PROCESS_AND_CHAIN,
    option("-c, --census <file>", "the process's census snapshot", { unless: "census.psc" }),
    QUESTIONS_FILE,
    option("-i, --identity <file>", "your identity", { unless: "identity.json" }),
    option("-w, --weight <integer>", "use only part of your weight"),
    option(
      "--overwrite <number>",
      "how many votes you sent before this one: 0 for the first; the highest number counts",
    ),
    option("-o, --out <file>", "where to write the vote envelope", { unless: "vote.json" }),
    FORCE,
    option("--rebuild", "hash the whole census file even if it has more than 100,000 voters"),
    ...KEYS,
  ],
  examples: [
    "psephos vote 1 --process process.json --census census.psc --contract 0x…",
    "psephos vote harbour,yes --questions metadata.json",
    "psephos vote 1,0,3 --identity alice.json --weight 5 --out vote.json --json",
  ],
  isDefault: true,
  handler: castOne,
};
