/** `--ceremony` and `--rebuild`: the setups of a bundle's keys, made again from public files. */
import { createHash } from "node:crypto";
import type { AuditedElection, BundleKey, FurtherCheck } from "../../audit/index.js";
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
  /** The transcripts' paths; each setup's files are beside its transcript. */
  readonly ceremony?: readonly string[];
  readonly rebuild?: boolean;
  readonly library?: readonly string[];
}

/** A transcript, and the circuit of the key that it is of. */
interface Setup {
  readonly circuit: string;
  readonly transcript: SetupTranscript;
  /** Undefined for a transcript in the bundle. */
  readonly path: string | undefined;
}

const NO_KEY = "Votes are by name: there is no key and no circuit.";

/** The keys of an election: of its votes' proofs, and of a rollup's. */
const keysOf = ({ key, rollup }: AuditedElection): BundleKey[] =>
  [key, rollup?.batch, rollup?.open].filter((one) => one !== undefined);

/** @throws PsephosError `audit/setup`: it is of no key of the election */
function setupOf(election: AuditedElection, text: string, path: string | undefined): Setup {
  const transcript = parseTranscript(text);
  const key = keysOf(election).find(
    ({ verificationKey }) => verificationKeyHash(verificationKey) === transcript.verificationKeySha256,
  );
  ensure(
    key,
    "audit/setup",
    `${path ?? "the transcript"} is the transcript of another key than the election's`,
  );
  return { circuit: key.circuit, transcript, path };
}

/** The transcripts that were given; without any, the one in the bundle. @throws PsephosError `audit/setup` */
async function setupsOf(election: AuditedElection, paths: readonly string[]): Promise<Setup[]> {
  if (paths.length > 0)
    return Promise.all(paths.map(async (path) => setupOf(election, await readText(path), path)));
  const { transcript } = election;
  return transcript ? [setupOf(election, new TextDecoder().decode(transcript), undefined)] : [];
}

/** What to say of the keys whose setup nobody gave; with a space before it. */
function missingIn(election: AuditedElection, setups: readonly Setup[], what: string): string {
  const missing = keysOf(election).filter(({ circuit }) => !setups.some((one) => one.circuit === circuit));
  return missing.length > 0 ? ` ${what}: ${missing.map(({ circuit }) => circuit).join(", ")}.` : "";
}

/** Replays a setup, as `psephos setup replay` does. @throws PsephosError `audit/setup` */
async function replayed(
  context: Context,
  { circuit, transcript, path }: Setup,
  libraries: readonly string[],
) {
  const report = await work(context, `Replaying the setup of ${circuit}`, (vectors, options) =>
    replaySetup(
      { transcript, files: filesOf(path!, transcript, {}), libraries, waive: WAIVABLE },
      vectors,
      options,
    ),
  );
  const { broken, checks, keyKind, whole } = report;
  ensure(
    !broken,
    "audit/setup",
    () => `the setup of the key of ${circuit} is broken: ${checkWords(broken!)} (${broken!.code})`,
  );
  const right = checks.filter(({ status }) => status === "right").length;
  const open = checks.filter(({ status }) => status !== "right").map(checkWords);
  const text = `The setup of the key of ${circuit} (${keyKind}) was replayed: ${counted(right, "check")} are right.${open.length > 0 ? ` Not checked: ${open.join("; ")}.` : ""}`;
  return { text, keyKind, right, open: open.length, whole };
}

/** Replays the setups that were given. What needs more files than there are is said to be not checked. */
const setupCheck = (
  context: Context,
  paths: readonly string[],
  { library = [] }: SetupOptions,
): FurtherCheck => ({
  check: "setup",
  async run(election) {
    if (keysOf(election).length === 0) return { text: NO_KEY };
    const setups = await setupsOf(election, paths);
    const reports: Awaited<ReturnType<typeof replayed>>[] = [];
    for (const setup of setups) reports.push(await replayed(context, setup, library));
    const missing = missingIn(election, setups, "The setups of other keys were not replayed");
    const sum = (of: (report: (typeof reports)[number]) => number) =>
      reports.reduce((all, report) => all + of(report), 0);
    return {
      unchecked: missing !== "" || reports.some(({ whole }) => !whole),
      text: reports.map(({ text }) => text).join(" ") + missing,
      figures: {
        keyKind: reports.map(({ keyKind }) => keyKind).join(", "),
        right: sum(({ right }) => right),
        open: sum(({ open }) => open),
      },
    };
  },
});

/** The source of a circuit, if the transcript names it. */
const sourceOf = (transcript: SetupTranscript) =>
  transcript.keyKind === DEVELOPMENT_KEY_KIND ? null : (transcript as CeremonyTranscript).circuit.source;

/** Compiles a circuit again. @throws PsephosError `audit/code`, `setup/source-…` */
async function compiled(
  { output, signal }: Context,
  { circuit, transcript }: Setup,
  libraries: readonly string[],
) {
  const source = sourceOf(transcript)!;
  const built = await output.step(`Compiling ${circuit} again`, async () =>
    rebuildCircuit(source, await findSources(source, libraries), signal),
  );
  const r1csSha256 = createHash("sha256").update(built.r1cs).digest("hex");
  ensure(
    r1csSha256 === transcript.circuit.r1csSha256,
    "audit/code",
    `the sources of ${circuit} compile to another circuit (${r1csSha256}) than the key is of (${transcript.circuit.r1csSha256})`,
  );
  const files = source.files.length;
  return {
    text: `${circuit} was compiled again by circom2 ${source.version} from ${counted(files, "file")}: it is the circuit that the transcript names.`,
    r1csSha256,
    files,
  };
}

/** Compiles the circuits again from the sources that the transcripts name. */
const codeCheck = (
  context: Context,
  paths: readonly string[],
  { library = [] }: SetupOptions,
): FurtherCheck => ({
  check: "code",
  async run(election) {
    if (keysOf(election).length === 0) return { text: NO_KEY };
    const setups = (await setupsOf(election, paths)).filter(({ transcript }) => sourceOf(transcript));
    if (setups.length === 0)
      return {
        unchecked: true,
        text: "No transcript names the sources of the circuit: give the setup's with --ceremony.",
      };
    const circuits: Awaited<ReturnType<typeof compiled>>[] = [];
    for (const setup of setups) circuits.push(await compiled(context, setup, library));
    const missing = missingIn(election, setups, "No transcript names the sources of");
    const hint = paths.length > 0 ? "" : " Whether the key is of it, --ceremony shows.";
    return {
      unchecked: missing !== "",
      text: circuits.map(({ text }) => text).join(" ") + hint + missing,
      figures: {
        r1csSha256: circuits.map(({ r1csSha256 }) => r1csSha256).join(", "),
        files: circuits.reduce((all, { files }) => all + files, 0),
      },
    };
  },
});

/** The checks of the setups that were asked for. */
export function setupChecks(context: Context, options: SetupOptions): FurtherCheck[] {
  const { ceremony = [], rebuild } = options;
  return [
    ...(rebuild ? [codeCheck(context, ceremony, options)] : []),
    ...(ceremony.length === 0 ? [] : [setupCheck(context, ceremony, options)]),
  ];
}
