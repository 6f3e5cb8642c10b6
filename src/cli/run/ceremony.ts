/** `psephos setup contribute` and `list`: a contributor's whole part, from a file, a folder or a web address. */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { ensure } from "../../errors/index.js";
import {
  attest,
  attestationName,
  attestationText,
  type CeremonyFile,
  contributeToCeremony,
  contributeToKey,
  fetchCeremony,
  formatAttestation,
  parseCeremonyName,
  writeListing,
} from "../../setup/index.js";
import type { Context } from "../context.js";
import { ensureFree, readBytes, writeWhole } from "../files.js";
import { entropy, showChain } from "./contributor.js";
import { work } from "./work.js";

export interface ContributeOptions {
  readonly name: string;
  readonly out?: string;
  readonly entropyFile?: string;
}

const isAddress = (source: string): boolean => /^[a-z]+:\/\//i.test(source);

export async function runContribute(
  context: Context,
  source: string,
  options: ContributeOptions,
): Promise<void> {
  if (isAddress(source)) return contributeFromWeb(context, source, options);
  const folder = await stat(source).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!folder) return contributeToFile(context, source, options);
  ensure(options.out === undefined, "cli/usage", "the next file goes into the folder: leave out --out");
  return contributeIn(context, source, options);
}

async function contributeFromWeb(
  context: Context,
  address: string,
  options: ContributeOptions,
): Promise<void> {
  const folder = options.out ?? "ceremony";
  const latest = await context.output.step("Fetching the ceremony", (progress) =>
    fetchCeremony(address, folder, {
      signal: context.signal,
      onProgress: ({ stage, done, total }) => progress(`${stage} ${Math.floor((100 * done) / total)} %`),
    }),
  );
  return contributeIn(context, folder, options, latest);
}

async function contributeIn(
  context: Context,
  folder: string,
  { name, entropyFile }: ContributeOptions,
  latest?: CeremonyFile,
): Promise<void> {
  const { output } = context;
  const added = await entropy(context, entropyFile);
  const made = await work(context, "Checking, then contributing", (vectors, options) =>
    contributeToCeremony({ folder, name, entropy: added, ...(latest ? { latest } : {}) }, vectors, options),
  );
  output.line("Contributions before yours, each checked:");
  showChain(output, made.before);
  for (const words of made.checked) output.line(`checked: ${words}`);
  for (const words of made.unchecked) output.warn(`not checked: ${words}`);
  const files = made.publish.map((file) => join(folder, file));
  output.line(
    "Your secret is gone. Send the organiser these files, or publish them where the ceremony is kept:",
  );
  for (const file of files) output.line(`  ${file}`);
  output.line("and publish these words where others know them to be yours (psephos setup sign signs them):");
  output.line();
  for (const line of attestationText(made.attestation).split("\n")) output.line(line);
  const { hash, position } = made.attestation;
  const { checked, unchecked } = made;
  output.result({ file: files[0], files, hash, position, phase: made.attestation.phase, checked, unchecked });
}

/** What a key by itself cannot be held against. */
const UNCHECKED = [
  "whether the key is of the circuit, and its points: name the ceremony's folder, with one .r1cs and powers.ptau in it",
  "whether it is the file that the organiser listed, and what earlier contributors published",
];

async function contributeToFile(
  context: Context,
  path: string,
  { name, out, entropyFile }: ContributeOptions,
): Promise<void> {
  ensure(
    !path.endsWith(".ptau"),
    "cli/usage",
    "for a file of powers of tau: psephos setup ptau contribute, or name its folder",
  );
  ensure(out !== undefined, "cli/usage", "say with --out where to write the next file, or name a folder");
  await ensureFree(out);
  const zkey = await readBytes(path);
  const typed = await entropy(context, entropyFile);
  const key = await work(context, "Contributing", (vectors, options) =>
    contributeToKey({ zkey, name, entropy: typed }, vectors, options),
  );
  await writeWhole(out, key.zkey);
  context.output.line("Contributions before yours, each checked:");
  showChain(context.output, key.before);
  const added = { name, hash: key.hash, before: key.before.length, unchecked: UNCHECKED };
  await writeAttestation(context, out, "key", added);
}

/** Writes what a contributor publishes beside the file, and shows it. */
export async function writeAttestation(
  { output }: Context,
  out: string,
  phase: CeremonyFile["phase"],
  {
    name,
    hash,
    before,
    unchecked = [],
  }: {
    readonly name: string;
    readonly hash: string;
    readonly before: number;
    /** What could not be looked at before, in words. */
    readonly unchecked?: readonly string[];
  },
): Promise<void> {
  const attestation = attest({ phase, position: before + 1, name, hash });
  const file = attestationName(out);
  await writeWhole(file, formatAttestation(attestation));
  for (const words of unchecked) output.warn(`not checked: ${words}`);
  output.line(`Written to ${out}. Publish the file, and these words where others know them to be yours:`);
  output.line();
  for (const line of attestationText(attestation).split("\n")) output.line(line);
  output.line();
  output.line(`They are in ${file} too; psephos setup sign signs them.`);
  output.result({ file: out, hash, position: before + 1, attestation: file, unchecked });
}

export async function runList(
  { output, signal }: Context,
  folder: string,
  { anew = false }: { readonly anew?: boolean },
): Promise<void> {
  const { files } = await output.step("Hashing", () => writeListing(folder, { anew, signal }));
  for (const { name, sha256 } of files)
    output.line(`  ${sha256}  ${name}${parseCeremonyName(name) ? "" : " (beside)"}`);
  output.line(`Written: ${join(folder, "ceremony.json")}`);
  output.result({ file: join(folder, "ceremony.json"), files });
}
