/** `psephos setup contribute`: a contributor's whole part, from a file, a folder or a web address. */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { Argument } from "commander";
import { ensureAble } from "../../errors/index.js";
import {
  attestationName,
  attestationText,
  type CeremonyFile,
  contributeToCeremony,
  contributeToKey,
  fetchCeremony,
} from "../../setup/index.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";
import { ensureFree, readBytes, writeWhole } from "../files.js";
import { writeAttestation } from "./attestation.js";
import { entropy, showChain } from "./contributor.js";
import { showFindings } from "./findings.js";
import { CONTRIBUTOR } from "./options.js";
import { work } from "./work.js";

interface ContributeOptions {
  readonly name: string;
  readonly out?: string;
  readonly entropyFile?: string;
}

const isAddress = (source: string): boolean => /^[a-z]+:\/\//i.test(source);

async function contributeTo(context: Context, source: string, options: ContributeOptions): Promise<void> {
  if (isAddress(source)) return contributeFromWeb(context, source, options);
  const folder = await stat(source).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!folder) return contributeToFile(context, source, options);
  ensureAble(options.out === undefined, "cli/usage", "the next file goes into the folder: leave out --out");
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
  showFindings(output, made.findings);
  const files = made.publish.map((file) => join(folder, file));
  output.line(
    "Your secret is gone. Send the organiser these files, or publish them where the ceremony is kept:",
  );
  for (const file of files) output.line(`  ${file}`);
  output.line("and publish this text where others know it to be yours (`psephos setup sign` signs it):");
  output.line();
  for (const line of attestationText(made.attestation).split("\n")) output.line(line);
  const { hash, position } = made.attestation;
  const { findings } = made;
  output.result({ file: files[0], files, hash, position, phase: made.attestation.phase, findings });
}

/** What cannot be checked with a key alone. */
const UNCHECKED = [
  "whether the key belongs to the circuit, and its points: give the ceremony's folder, with one .r1cs and powers.ptau in it",
  "whether it is the file that the organiser listed, and the attestations of earlier contributors",
];

async function contributeToFile(
  context: Context,
  path: string,
  { name, out, entropyFile }: ContributeOptions,
): Promise<void> {
  ensureAble(
    !path.endsWith(".ptau"),
    "cli/usage",
    "for a file of powers of tau, use `psephos setup ptau contribute`, or give its folder",
  );
  ensureAble(out !== undefined, "cli/usage", "give the next file's name with --out, or give a folder");
  await ensureFree(out);
  await ensureFree(attestationName(out));
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

export const contribute: Leaf = {
  name: "contribute",
  description: "check a ceremony's latest file and add your own secret, which is then forgotten",
  arguments: [
    new Argument("<ceremony>", "its folder (or git checkout), its https address, or the key's file"),
  ],
  options: [
    ...CONTRIBUTOR,
    option("-o, --out <path>", "for a file: the file to write; for an address: the folder to keep"),
  ],
  notes: `Type anything when asked: it is mixed with the system's randomness. In a folder, and at an address, the latest file is
found by its number (key-0002.zkey, or powers-0002.ptau while there is no key), and the next is written with its
attestation and a new ceremony.json. Publish them, and the words that are printed.`,
  examples: [
    'psephos setup contribute https://ceremony.example/census-7 --name "Ada"',
    'psephos setup contribute ./ceremony --name "Ada" --entropy-file dice.txt',
    'psephos setup contribute key-0001.zkey --name "Ada" --out key-0002.zkey',
  ],
  handler: contributeTo,
};
