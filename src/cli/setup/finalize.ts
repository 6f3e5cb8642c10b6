/** `psephos setup finalize`: check the whole ceremony of a closed key, and write everything to be published. */
import { existsSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { Argument } from "commander";
import { ensureAble } from "../../errors/index.js";
import {
  type Attestation,
  buildCircuit,
  compileWitnessProgram,
  finalizeKey,
  formatTranscript,
  formatVerificationKeyFile,
  LISTING_NAME,
  transcriptMarkdown,
} from "../../setup/index.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";
import { ensureFree, type Replacing, readBytes, readText, writeAll } from "../files.js";
import { keyLabel, warnOfKind } from "../key-kind.js";
import { FORCE } from "../options.js";
import { readAttestation } from "./attestation.js";
import { CIRCUIT_NAME, R1CS } from "./options.js";
import { work } from "./work.js";

interface FinalizeOptions extends Replacing {
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

/** Every attestation in a folder: all .json files except for the ceremony's listing. */
async function readAttestations(folder: string | undefined): Promise<Attestation[]> {
  if (folder === undefined) return [];
  const names = (await readdir(folder).catch(() => [] as string[])).filter(
    (name) => name.endsWith(".json") && name !== LISTING_NAME,
  );
  ensureAble(names.length > 0, "cli/read", `there are no attestations (.json) in ${folder}`);
  return Promise.all(names.sort().map((name) => readAttestation(join(folder, name))));
}

async function finalizeCeremony(context: Context, path: string, options: FinalizeOptions): Promise<void> {
  const { circuit, ptau, announced, main, library = [], out, force } = options;
  const [zkey, r1cs] = [await readBytes(path), await readBytes(options.r1cs)];
  const attestations = await readAttestations(options.attestations);
  ensureAble(
    main === undefined || library.length > 0,
    "cli/usage",
    "--main needs --library: the folders of its includes",
  );
  const build =
    main === undefined
      ? undefined
      : await context.output.step("Compiling the circuit", async () =>
          buildCircuit({ main: await readText(main), libraries: library }, context.signal),
        );
  ensureAble(build || !options.pwit, "cli/usage", "--pwit needs --main");
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
  const files = new Map(
    Object.entries({
      [`${circuit}.zkey`]: zkey,
      [`${circuit}.r1cs`]: r1cs,
      ...(build ? { [`${circuit}.wasm`]: build.wasm } : {}),
      ...(pwit ? { [`${circuit}.pwit`]: pwit } : {}),
      [`${circuit}.vkey.json`]: formatVerificationKeyFile(verificationKey),
      [`${verifier.name}.sol`]: verifier.source,
      [`${circuit}.transcript.md`]: transcriptMarkdown(transcript),
      [`${circuit}.transcript.json`]: formatTranscript(transcript),
    }).map(([name, content]) => [join(out, name), content] as const),
  );
  const { output } = context;
  const stale = join(out, `${circuit}.pwit`);
  const isStale = build && !pwit && existsSync(stale);
  if (isStale) await ensureFree(stale, { force });
  await writeAll(files, { force, inputs: [path, options.r1cs] });
  if (isStale) {
    await rm(stale);
    output.line(`Removed: ${stale}, made by an earlier run: this transcript names none`);
  }
  for (const name of files.keys()) output.line(`Written: ${name}`);
  warnOfKind(output, transcript.keyKind);
  if (transcript.circuit.source === null)
    output.warn(
      "without --main the transcript names no sources and no witness programs: nobody can replay the circuit's build",
    );
  output.field("key", keyLabel(transcript.keyKind));
  output.result({ files: [...files.keys()], transcript });
}

export const finalize: Leaf = {
  name: "finalize",
  description: "check the whole ceremony of a closed key, and write everything to be published",
  arguments: [new Argument("<zkey>", "the key that the beacon closed")],
  options: [
    CIRCUIT_NAME,
    R1CS,
    option("--ptau <file>", "the powers of tau that the first key was made from", { required: true }),
    option("--announced <text>", "where and when the beacons were announced", { required: true }),
    option("--main <file>", "the circuit's main component, for those who replay its build"),
    option("--library <folder...>", "folders with the sources that it includes"),
    option(
      "--pwit",
      "with --main: also make the straight-line witness program (the census circuits have one)",
    ),
    option(
      "--attestations <folder>",
      "the folder with the contributors' attestations (.json), signed or not",
    ),
    option("--batch", "make a verifier contract that can also check many proofs at once"),
    option("--insecure", "accept beacons that nobody announced; the transcript then says INSECURE"),
    option("-o, --out <folder>", "the folder to write to", { unless: "final" }),
    FORCE,
  ],
  notes: `Writes the key, the .r1cs, the verification key, the verifier contract, and the transcript as JSON and Markdown; with
--main also the witness program that the sources make (.wasm; with --pwit the straight-line one too).`,
  examples: [
    `psephos setup finalize final.zkey --circuit census-7 --r1cs census-7.r1cs --ptau powers.ptau \\
      --announced "https://example.org/ceremony, 1 May: block 23900000" \\
      --main build/census-7/census-7.circom --library circuits node_modules --pwit --out final`,
  ],
  handler: finalizeCeremony,
};
