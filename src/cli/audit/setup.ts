/** `--ceremony` and `--rebuild`: the setup of a bundle's key, made again from public files. */
import { createHash } from "node:crypto";
import type { AuditedElection, FurtherCheck } from "../../audit/index.js";
import { ensure } from "../../errors/index.js";
import { verificationKeyHash } from "../../groth16/index.js";
import {
  type CeremonyTranscript,
  DEVELOPMENT_KEY_KIND,
  findSources,
  parseTranscript,
  rebuildCircuit,
  replaySetup,
  type SetupTranscript,
  WAIVABLE,
} from "../../setup/index.js";
import type { Context } from "../context.js";
import { readText } from "../files.js";
import { checkWords } from "../setup/replay-sentences.js";
import { filesOf } from "../setup/transcript-files.js";
import { work } from "../setup/work.js";
import { counted } from "../show.js";

export interface SetupOptions {
  /** The transcript's path; the setup's files are beside it. */
  readonly ceremony?: string;
  readonly rebuild?: boolean;
  readonly library?: readonly string[];
}

const BY_NAME = "Votes are by name: there is no key and no circuit.";

/** The transcript of the bundle's key: of the file that was given, or in the bundle. @throws PsephosError `audit/setup` */
async function transcriptOf({ key, transcript }: AuditedElection, path: string | undefined) {
  const text = path === undefined ? transcript && new TextDecoder().decode(transcript) : await readText(path);
  if (text === undefined) return undefined;
  const parsed = parseTranscript(text);
  ensure(
    parsed.verificationKeySha256 === verificationKeyHash(key!.verificationKey),
    "audit/setup",
    "the transcript is of another key than the process's",
  );
  return parsed;
}

/** Replays the whole setup, as `psephos setup replay` does. What needs more files than there are is said to be not checked. */
const setupCheck = (context: Context, path: string, { library = [] }: SetupOptions): FurtherCheck => ({
  check: "setup",
  async run(election) {
    if (!election.key) return { text: BY_NAME };
    const transcript = (await transcriptOf(election, path))!;
    const report = await work(context, "Replaying the setup", (vectors, options) =>
      replaySetup(
        { transcript, files: filesOf(path, transcript, {}), libraries: library, waive: WAIVABLE },
        vectors,
        options,
      ),
    );
    const { broken, checks, keyKind, whole } = report;
    ensure(
      !broken,
      "audit/setup",
      () => `the setup of the key is broken: ${checkWords(broken!)} (${broken!.code})`,
    );
    const right = checks.filter(({ status }) => status === "right").length;
    const open = checks.filter(({ status }) => status !== "right").map(checkWords);
    return {
      unchecked: !whole,
      text: `The setup of the key (${keyKind}) was replayed: ${counted(right, "check")} are right.${open.length > 0 ? ` Not checked: ${open.join("; ")}.` : ""}`,
      figures: { keyKind, right, open: open.length },
    };
  },
});

/** The source of a circuit, if the transcript names it. */
const sourceOf = (transcript: SetupTranscript) =>
  transcript.keyKind === DEVELOPMENT_KEY_KIND ? null : (transcript as CeremonyTranscript).circuit.source;

/** Compiles the circuit again from the sources that the transcript names. */
const codeCheck = (
  { output, signal }: Context,
  path: string | undefined,
  { library = [] }: SetupOptions,
): FurtherCheck => ({
  check: "code",
  async run(election) {
    if (!election.key) return { text: BY_NAME };
    const transcript = await transcriptOf(election, path);
    const source = transcript && sourceOf(transcript);
    if (!transcript || !source)
      return {
        unchecked: true,
        text: "No transcript names the sources of the circuit: give the setup's with --ceremony.",
      };
    const built = await output.step("Compiling the circuit again", async () =>
      rebuildCircuit(source, await findSources(source, library), signal),
    );
    const found = createHash("sha256").update(built.r1cs).digest("hex");
    ensure(
      found === transcript.circuit.r1csSha256,
      "audit/code",
      `the sources compile to another circuit (${found}) than the key is of (${transcript.circuit.r1csSha256})`,
    );
    return {
      text: `The circuit was compiled again by circom2 ${source.version} from ${counted(source.files.length, "file")}: it is the one that the transcript names. Whether the key is of it, --ceremony shows.`,
      figures: { r1csSha256: found, files: source.files.length },
    };
  },
});

/** The checks of the setup that were asked for. */
export function setupChecks(context: Context, options: SetupOptions): FurtherCheck[] {
  const { ceremony, rebuild } = options;
  return [
    ...(rebuild ? [codeCheck(context, ceremony, options)] : []),
    ...(ceremony === undefined ? [] : [setupCheck(context, ceremony, options)]),
  ];
}
