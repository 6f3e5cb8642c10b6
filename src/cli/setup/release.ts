/** `psephos setup release`: the folder that is put on a web host. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { Argument } from "commander";
import {
  type ArtifactRole,
  formatManifest,
  type KeyKind,
  MANIFEST_NAME,
  makeManifest,
} from "../../artifacts/index.js";
import { ensure } from "../../errors/index.js";
import { compactKey } from "../../groth16/index.js";
import {
  type CeremonyTranscript,
  checkTranscriptOfKey,
  exportVerificationKey,
  parseTranscript,
  transcriptMarkdown,
  verificationKeyHash,
  verifierSource,
} from "../../setup/index.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";
import { type Replacing, readBytes, readText, writeAll } from "../files.js";
import { keyLabel, warnOfKind } from "../key-kind.js";
import { FORCE } from "../options.js";
import { circuitOf, filesOf } from "./transcript-files.js";

interface ReleaseOptions extends Replacing {
  readonly program?: string;
  readonly out: string;
}

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

async function writeRelease({ output }: Context, path: string, options: ReleaseOptions): Promise<void> {
  const text = await readText(path);
  const transcript = parseTranscript(text);
  const circuit = circuitOf(path, transcript);
  const paths = filesOf(path, transcript, {});
  const { program = dirname(path), out } = options;
  const read = async (file: string, wanted: string | undefined): Promise<Uint8Array> => {
    const bytes = await readBytes(file);
    ensure(
      wanted === undefined || sha256(bytes) === wanted,
      "setup/transcript-other-file",
      `${file} is not the file that the transcript names`,
    );
    return bytes;
  };
  const zkey = await read(paths.zkey, transcript.zkeySha256);
  await checkTranscriptOfKey(transcript, zkey);
  const verificationKey = await exportVerificationKey(zkey, transcript.keyKind);
  ensure(
    verificationKeyHash(verificationKey) === transcript.verificationKeySha256,
    "setup/transcript-other-file",
    "the key's verification key is not the one that the transcript names",
  );
  const contract = (transcript as Partial<CeremonyTranscript>).verifier;
  const { name: contractName, source } = verifierSource({
    ...{ verificationKey, circuit, batch: contract?.batch ?? false },
  });
  ensure(
    contract === undefined || sha256(utf8(source)) === contract.sourceSha256,
    "setup/transcript-other-file",
    "the verifier contract is not the one that the transcript names",
  );
  const unchecked: string[] = [];
  const named = (transcript as Partial<CeremonyTranscript>).circuit?.program;
  /** A witness program: the one that the transcript names, or any if it names none. */
  const readProgram = (extension: "wasm" | "pwit"): Promise<Uint8Array> => {
    const file = join(program, `${circuit}.${extension}`);
    if (!named) unchecked.push(basename(file));
    return read(file, named ? (named[`${extension}Sha256`] ?? "") : undefined);
  };
  const straight = join(program, `${circuit}.pwit`);
  ensure(
    !named?.pwitSha256 || existsSync(straight),
    "setup/transcript-missing-file",
    `the transcript names ${circuit}.pwit, and there is none in ${program}`,
    "Copy the one that `finalize --pwit` wrote, or give its folder with --program.",
  );
  const pkey = await compactKey(zkey);
  const lying = paths.zkey.replace(/zkey$/, "pkey");
  ensure(
    !existsSync(lying) || sha256(await readBytes(lying)) === sha256(pkey),
    "setup/transcript-other-file",
    `${lying} is not what the key makes`,
    "Remove it: release makes the compact key itself.",
  );
  const files: { [Role in ArtifactRole]?: { name: string; bytes: Uint8Array } } = {
    wasm: { name: `${circuit}.wasm`, bytes: await readProgram("wasm") },
    ...(existsSync(straight) ? { pwit: { name: `${circuit}.pwit`, bytes: await readProgram("pwit") } } : {}),
    zkey: { name: basename(paths.zkey), bytes: zkey },
    pkey: { name: basename(paths.zkey).replace(/zkey$/, "pkey"), bytes: pkey },
    vkey: {
      name: basename(paths.verificationKey),
      bytes: await read(paths.verificationKey, transcript.verificationKeySha256),
    },
    r1cs: { name: `${circuit}.r1cs`, bytes: await read(paths.r1cs, transcript.circuit.r1csSha256) },
    verifier: { name: `${contractName}.sol`, bytes: utf8(source) },
    transcript: { name: basename(path), bytes: utf8(text) },
    transcriptPage: {
      name: basename(path).replace(/\.json$/, ".md"),
      bytes: utf8(transcriptMarkdown(transcript)),
    },
  };
  const keyKind = transcript.keyKind as KeyKind;
  const manifest = await makeManifest({ circuit, keyKind, files });
  const written = formatManifest(manifest);
  const folder = new Map<string, string | Uint8Array>(
    Object.values(files).map(({ name, bytes }) => [join(out, name), bytes]),
  );
  await writeAll(folder.set(join(out, MANIFEST_NAME), written), { force: options.force });
  warnOfKind(output, keyKind);
  for (const name of unchecked)
    output.warn(`not checked: ${name}, of which the transcript (without sources) says nothing`);
  output.line(`Release of ${circuit} in ${out}: put the folder on any web host.`);
  for (const [role, { name, size }] of Object.entries(manifest.files))
    output.field(role, `${name}, ${size} bytes`);
  const manifestSha256 = sha256(utf8(written));
  output.field("key", keyLabel(keyKind));
  output.line(`Publish the manifest's SHA-256, by which it is loaded from hosts that nobody trusts:`);
  output.line(`  ${manifestSha256}`);
  output.result({ folder: out, manifestSha256, manifest, unchecked });
}

export const release: Leaf = {
  name: "release",
  description: "write the folder for web hosts: every file of a circuit, and their hashes",
  arguments: [new Argument("<transcript>", "NAME.transcript.json, with the key's files beside it")],
  options: [
    option(
      "--program <folder>",
      "the folder with NAME.wasm and NAME.pwit (default: beside the transcript, where finalize wrote them)",
    ),
    option("-o, --out <folder>", "where to write it", { required: true }),
    FORCE,
  ],
  notes: "Every file is compared with the transcript first. Programs load it with psephos/artifacts.",
  examples: [
    "psephos setup release final/census-7.transcript.json --program build/census-7 --out release/census-7",
  ],
  handler: writeRelease,
};
