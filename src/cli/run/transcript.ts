/** `psephos setup finalize`, `sign` and `replay`. */
import { existsSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { ensure, PsephosError } from "../../errors/index.js";
import {
  type Attestation,
  buildCircuit,
  type CeremonyTranscript,
  compileWitnessProgram,
  DEVELOPMENT_KEY_KIND,
  extendListing,
  finalizeKey,
  formatAttestation,
  formatTranscript,
  formatVerificationKeyFile,
  LISTING_NAME,
  parseAttestation,
  parseTranscript,
  type ReplayCheck,
  type ReplayFiles,
  readListing,
  replaySetup,
  type SetupTranscript,
  signAttestation,
  transcriptMarkdown,
  verifierName,
  WAIVABLE,
} from "../../setup/index.js";
import type { Context } from "../context.js";
import { EXIT } from "../errors.js";
import { readBytes, readText, writeWhole } from "../files.js";
import { keyLabel, warnOfKind } from "../key-kind.js";
import { work } from "./work.js";

export interface FinalizeOptions {
  readonly circuit: string;
  readonly r1cs: string;
  readonly ptau: string;
  readonly announced: string;
  readonly main?: string;
  readonly library?: readonly string[];
  readonly pwit?: boolean;
  readonly attestations?: string;
  readonly batch?: boolean;
  readonly insecure?: boolean;
  readonly out: string;
}

/** @throws PsephosError as `parseAttestation`, naming the file */
async function readAttestation(path: string): Promise<Attestation> {
  const text = await readText(path);
  try {
    return parseAttestation(text);
  } catch (error) {
    if (!(error instanceof PsephosError)) throw error;
    throw new PsephosError(error.code, `${path}: ${error.message}`, { cause: error });
  }
}

/** Every attestation in a folder: all its .json files, but for the ceremony's own listing. */
async function readAttestations(folder: string | undefined): Promise<Attestation[]> {
  if (folder === undefined) return [];
  const names = (await readdir(folder).catch(() => [] as string[])).filter(
    (name) => name.endsWith(".json") && name !== LISTING_NAME,
  );
  ensure(names.length > 0, "cli/read", `${folder} holds no attestations (.json)`);
  return Promise.all(names.sort().map((name) => readAttestation(join(folder, name))));
}

export async function runFinalize(
  context: Context,
  path: string,
  options: FinalizeOptions,
): Promise<undefined> {
  const { circuit, ptau, announced, main, library = [], out } = options;
  const [zkey, r1cs] = [await readBytes(path), await readBytes(options.r1cs)];
  const attestations = await readAttestations(options.attestations);
  ensure(
    main === undefined || library.length > 0,
    "cli/usage",
    "--main takes the folders of its includes: --library",
  );
  const build =
    main === undefined
      ? undefined
      : await context.output.step("Compiling the circuit", async () =>
          buildCircuit({ main: await readText(main), libraries: library }, context.signal),
        );
  ensure(build || !options.pwit, "cli/usage", "--pwit is made with --main");
  const pwit = build && options.pwit ? compileWitnessProgram(build) : undefined;
  const { transcript, verificationKey, verifier } = await work(
    context,
    "Checking the ceremony",
    (vectors, w) =>
      finalizeKey(
        {
          ...{ circuit, zkey, r1cs, ptau, announced, attestations },
          ...(build ? { build } : {}),
          ...(pwit ? { pwit } : {}),
          batch: options.batch === true,
          insecure: options.insecure === true,
        },
        vectors,
        w,
      ),
  );
  const files = {
    [`${circuit}.zkey`]: zkey,
    [`${circuit}.r1cs`]: r1cs,
    ...(build ? { [`${circuit}.wasm`]: build.wasm } : {}),
    ...(pwit ? { [`${circuit}.pwit`]: pwit } : {}),
    [`${circuit}.vkey.json`]: formatVerificationKeyFile(verificationKey),
    [`${verifier.name}.sol`]: verifier.source,
    [`${circuit}.transcript.md`]: transcriptMarkdown(transcript),
    [`${circuit}.transcript.json`]: formatTranscript(transcript),
  };
  const { output } = context;
  const stale = join(out, `${circuit}.pwit`);
  if (build && !pwit && existsSync(stale)) {
    await rm(stale);
    output.line(`Removed: ${stale}, made by an earlier run: this transcript names none`);
  }
  for (const [name, content] of Object.entries(files)) {
    await writeWhole(join(out, name), content);
    output.line(`Written: ${join(out, name)}`);
  }
  warnOfKind(output, transcript.keyKind);
  if (transcript.circuit.source === null)
    output.warn(
      "no --main: the transcript names no sources and no witness programs, so nobody can replay the circuit's build",
    );
  output.field("key", keyLabel(transcript.keyKind));
  output.result({ files: Object.keys(files).map((name) => join(out, name)), transcript });
}

export async function runSign(
  { output }: Context,
  path: string,
  { key, out }: { readonly key: string; readonly out?: string },
): Promise<undefined> {
  const attestation = await readAttestation(path);
  const signed = await signAttestation(attestation, (await readText(key)).trim());
  await writeWhole(out ?? path, formatAttestation(signed));
  const folder = dirname(out ?? path);
  if (await readListing(folder)) await extendListing(folder);
  output.line(`Signed by ${signed.signature!.address}: ${out ?? path}`);
  output.result({ file: out ?? path, ...signed });
}

export interface ReplayOptions {
  readonly ptau?: string;
  readonly r1cs?: string;
  readonly zkey?: string;
  readonly library?: readonly string[];
  readonly beacon?: readonly string[];
  readonly rpc?: string;
  readonly address?: string;
  readonly waive?: readonly string[];
}

/** The circuit's name: in the transcript, or for development keys in its file's. */
export function circuitOf(path: string, transcript: SetupTranscript): string {
  return transcript.keyKind === DEVELOPMENT_KEY_KIND
    ? basename(path).replace(/(\.dev-INSECURE)?\.transcript\.json$/, "")
    : (transcript as CeremonyTranscript).circuit.name;
}

/** Where the files of a transcript are, unless told: beside it. */
export function filesOf(path: string, transcript: SetupTranscript, options: ReplayOptions): ReplayFiles {
  const folder = dirname(path);
  const development = transcript.keyKind === DEVELOPMENT_KEY_KIND;
  const name = circuitOf(path, transcript);
  const key = development ? `${name}.dev-INSECURE` : name;
  const contract = development ? verifierName(name) : (transcript as CeremonyTranscript).verifier.contract;
  return {
    r1cs: options.r1cs ?? join(folder, `${name}.r1cs`),
    zkey: options.zkey ?? join(folder, `${key}.zkey`),
    verificationKey: join(folder, `${key}.vkey.json`),
    verifier: join(folder, `${contract}.sol`),
    ptau: options.ptau ?? join(folder, "powers.ptau"),
    wasm: join(folder, `${name}.wasm`),
    pwit: join(folder, `${name}.pwit`),
    pkey: join(folder, `${key}.pkey`),
    page: `${path.replace(/\.json$/, "")}.md`,
  };
}

function beaconsOf(values: readonly string[]): Map<string, string> {
  return new Map(
    values.map((text) => {
      const match = /^((?:ethereum|drand):[1-9][0-9]{0,14})=(?:0x)?([0-9a-fA-F]{64})$/.exec(text);
      ensure(match, "cli/usage", "--beacon takes ethereum:BLOCK=0x… or drand:ROUND=…, 32 bytes in hex");
      return [match[1]!, match[2]!.toLowerCase()];
    }),
  );
}

/** The sources that a transcript's beacons name. */
function sourcesOf(transcript: SetupTranscript): Set<string | null | undefined> {
  if (transcript.keyKind === DEVELOPMENT_KEY_KIND) return new Set();
  const { powersOfTau, contributions } = transcript as CeremonyTranscript;
  return new Set([...powersOfTau.contributions, ...contributions].map(({ beacon }) => beacon?.source));
}

const MARKS: Record<ReplayCheck["status"], string> = {
  right: "✔ right",
  broken: "✘ BROKEN",
  "not checked": "? NOT CHECKED",
  waived: "- waived",
  "not asked": "- not asked",
  "not reached": "  not reached",
};

export async function runReplay(context: Context, path: string, options: ReplayOptions): Promise<number> {
  const { output } = context;
  const { rpc, address, waive = [] } = options;
  for (const id of waive)
    ensure(
      (WAIVABLE as readonly string[]).includes(id),
      "cli/usage",
      `--waive takes ${WAIVABLE.join(", ")}; ${id} cannot be waived`,
    );
  ensure((rpc === undefined) === (address === undefined), "cli/usage", "--rpc and --address go together");
  ensure(
    address === undefined || /^0x[0-9a-fA-F]{40}$/.test(address),
    "cli/usage",
    "--address takes the verifier contract's address",
  );
  const transcript = parseTranscript(await readText(path));
  const beacons = beaconsOf(options.beacon ?? []);
  const sources = sourcesOf(transcript);
  for (const source of beacons.keys())
    ensure(
      sources.has(source),
      "setup/replay-other-beacon",
      `no beacon of this transcript is from ${source}`,
      "Look at the transcript's beacons, and leave out values that are not theirs.",
    );
  warnOfKind(output, transcript.keyKind);
  const lines: string[] = [];
  const report = await work(context, "Replaying the setup", (vectors, w) =>
    replaySetup(
      {
        transcript,
        files: filesOf(path, transcript, options),
        libraries: options.library ?? [],
        beacons,
        deployed: rpc !== undefined ? { rpc, address: address! } : undefined,
        waive,
      },
      vectors,
      {
        ...w,
        onCheck: ({ what, status, detail }) =>
          lines.push(`  ${MARKS[status].padEnd(14)} ${what}${detail === "" ? "" : `: ${detail}`}`),
      },
    ),
  );
  for (const line of lines) output.line(line);
  const label = keyLabel(transcript.keyKind);
  output.field("key", report.broken ? `BROKEN, not shown to be what the transcript says (${label})` : label);
  const withStatus = (wanted: ReplayCheck["status"]): string =>
    [...new Set(report.checks.filter(({ status }) => status === wanted).map(({ id }) => id))].join(", ");
  const waived = withStatus("waived");
  const open = report.checks.filter(({ status }) => status === "not checked");
  if (report.broken) output.line(`broken at: ${report.broken.what} [${report.broken.code}]`);
  else if (open.length > 0)
    output.line(`not whole: ${open.length} checks could not be made (${withStatus("not checked")})`);
  else if (waived !== "") output.line(`right, but for what was waived: ${waived}`);
  else output.line("right: the whole setup follows from its sources and public files");
  output.result(report);
  return report.whole ? EXIT.done : EXIT.refused;
}
