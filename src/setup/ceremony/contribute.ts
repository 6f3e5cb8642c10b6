/** One contributor's whole part: the latest file of a ceremony is checked, added to, and written as the next. */
import { access, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ensure, PsephosError } from "../../errors.js";
import type { Entropy } from "../entropy.js";
import { PtauFile } from "../formats/ptau.js";
import type { ChainLink } from "../phase2/chain.js";
import { contributeToKey } from "../phase2/contribute.js";
import { createInitialKey } from "../phase2/initial.js";
import { verifyKey } from "../phase2/verify.js";
import { contributeToPtau } from "../ptau/contribute.js";
import { verifyPtau } from "../ptau/verify.js";
import {
  type Attestation,
  attest,
  formatAttestation,
  parseAttestation,
} from "../transcript/attestation-file.js";
import { checkAttestations, hashFile } from "../transcript/finalize.js";
import type { WorkOptions } from "../vectors/spread.js";
import type { PointVectors } from "../vectors/vectors.js";
import { LISTING_NAME, namesIn, readListing, writeListing } from "./listing.js";
import {
  attestationName,
  type CeremonyFile,
  latestCeremonyFile,
  nextCeremonyName,
  parseCeremonyName,
} from "./names.js";

/** A contribution made to a ceremony. */
export interface CeremonyContribution {
  /** The names, in the folder, of what is to be published. */
  readonly publish: readonly string[];
  readonly attestation: Attestation;
  /** The contributions before this one, each checked. */
  readonly before: readonly ChainLink[];
  /** What was found right, and what could not be looked at, in words. */
  readonly checked: readonly string[];
  readonly unchecked: readonly string[];
}

async function readWhole(path: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (cause) {
    throw new PsephosError("setup/file-read", `cannot read ${path}`, { cause });
  }
}

/** What a check found right, or could not look at. */
interface Finding {
  readonly right: boolean;
  readonly words: string;
}

async function checkListed(folder: string, { name }: CeremonyFile, signal?: AbortSignal): Promise<Finding> {
  const listed = (await readListing(folder))?.files.find((file) => file.name === name);
  if (!listed) return { right: false, words: `the file's hash: no ${LISTING_NAME} names it` };
  const { sha256 } = await hashFile(join(folder, name), signal);
  ensure(
    sha256 === listed.sha256,
    "setup/ceremony-file",
    `${name} is not the file that ${LISTING_NAME} names`,
  );
  return { right: true, words: `${name} is the file that ${LISTING_NAME} names` };
}

/** What earlier contributors published must stand in the chain, where they say. */
async function checkPublished(
  folder: string,
  { phase, prefix }: CeremonyFile,
  before: readonly ChainLink[],
): Promise<Finding> {
  const attestations: Attestation[] = [];
  for (const name of await namesIn(folder)) {
    const file = parseCeremonyName(name.replace(/\.attestation\.json$/, ""));
    if (file?.phase !== phase || file.prefix !== prefix || attestationName(file.name) !== name) continue;
    if (file.position <= before.length)
      attestations.push(parseAttestation(new TextDecoder().decode(await readWhole(join(folder, name)))));
  }
  const chains = { "powers of tau": [] as readonly ChainLink[], key: [] as readonly ChainLink[] };
  const signatures = await checkAttestations(attestations, { ...chains, [phase]: before });
  if (before.length > 0 && attestations.length === 0)
    return { right: false, words: "what earlier contributors published: no attestation is here" };
  const words = `${attestations.length} of ${before.length} contributions are attested, ${signatures.size} with a signature`;
  return { right: true, words };
}

/** Whether the key is of this circuit and these powers, where both are in the folder. */
async function checkCircuit(
  folder: string,
  zkey: Uint8Array,
  { position }: CeremonyFile,
  vectors: PointVectors,
  options: WorkOptions,
): Promise<Finding> {
  const names = await namesIn(folder);
  const circuits = names.filter((name) => name.endsWith(".r1cs"));
  if (circuits.length !== 1 || !names.includes("powers.ptau"))
    return { right: false, words: "whether the key is of the circuit: needs one .r1cs and powers.ptau here" };
  const r1cs = await readWhole(join(folder, circuits[0]!));
  await using ptau = await PtauFile.open(join(folder, "powers.ptau"));
  if (position > 0) await verifyKey({ zkey, r1cs, ptau }, vectors, options);
  else {
    const first = await createInitialKey({ r1cs, ptau }, vectors, options);
    ensure(
      Buffer.compare(first.zkey, zkey) === 0,
      "setup/other-circuit",
      `the first key is not the one of ${circuits[0]} and powers.ptau`,
    );
  }
  return { right: true, words: `every point of the key follows from ${circuits[0]} and powers.ptau` };
}

function checkPosition({ name, position }: CeremonyFile, before: readonly ChainLink[]): void {
  ensure(
    before.length === position,
    "setup/ceremony-position",
    `${name} has ${before.length} contributions, and its name says ${position}`,
    "A contribution was left out, or the file was renamed. Ask the organiser.",
  );
}

interface Step {
  readonly folder: string;
  readonly latest: CeremonyFile;
  readonly to: string;
  readonly name: string;
  readonly entropy: Entropy;
}
interface Added {
  readonly hash: string;
  readonly before: readonly ChainLink[];
  readonly findings: readonly Finding[];
}

async function addToKey(step: Step, vectors: PointVectors, options: WorkOptions): Promise<Added> {
  const { folder, latest, to, name, entropy } = step;
  const zkey = await readWhole(join(folder, latest.name));
  const circuit = await checkCircuit(folder, zkey, latest, vectors, options);
  const made = await contributeToKey({ zkey, name, entropy }, vectors, options);
  checkPosition(latest, made.before);
  const published = await checkPublished(folder, latest, made.before);
  const scratch = `${to}.partial`;
  try {
    await writeFile(scratch, made.zkey);
    await rename(scratch, to);
  } catch (cause) {
    await rm(scratch, { force: true });
    throw new PsephosError("setup/file-write", `cannot write ${to}`, { cause });
  }
  return { hash: made.hash, before: made.before, findings: [circuit, published] };
}

async function addToPowers(step: Step, vectors: PointVectors, options: WorkOptions): Promise<Added> {
  const { folder, latest, to, name, entropy } = step;
  const from = join(folder, latest.name);
  const { contributions } = await verifyPtau({ path: from, allowNone: true }, vectors, options);
  checkPosition(latest, contributions);
  const published = await checkPublished(folder, latest, contributions);
  const { hash } = await contributeToPtau({ from, to, name, entropy }, vectors, options);
  const every: Finding = { right: true, words: "every point of the powers of tau" };
  return { hash, before: contributions, findings: [every, published] };
}

/**
 * Checks a ceremony folder's latest file, adds a secret to it, and writes the next file, its attestation and the listing into the
 * folder. The latest file's name says how many contributions it has; attestations, `ceremony.json`, and (for a key) the
 * circuit and powers of tau are compared with it where they are there, and named in `unchecked` where they are not.
 * @param input `latest`: the file to add to, found in the folder when absent; `name`: up to 64 characters, public
 * @throws PsephosError as `latestCeremonyFile`, `contributeToKey`, `verifyKey`, `verifyPtau`, `contributeToPtau`;
 *   `setup/ceremony-file`, `setup/ceremony-position`, `setup/ceremony-exists`, `setup/attestation-other`,
 *   `setup/attestation-signature`, `setup/other-circuit`, `setup/file-write`; the signal's reason
 */
export async function contributeToCeremony(
  input: {
    readonly folder: string;
    readonly latest?: CeremonyFile;
    readonly name: string;
    readonly entropy?: Entropy;
  },
  vectors: PointVectors,
  options: WorkOptions = {},
): Promise<CeremonyContribution> {
  const { folder, name, entropy = {} } = input;
  const latest = input.latest ?? latestCeremonyFile(await namesIn(folder));
  const next = nextCeremonyName(latest);
  const to = join(folder, next);
  ensure(
    await access(to).then(
      () => false,
      () => true,
    ),
    "setup/ceremony-exists",
    `${next} is here already`,
    "If it is an earlier try of yours that was never published, move it away.",
  );
  const listed = await checkListed(folder, latest, options.signal);
  const add = latest.phase === "key" ? addToKey : addToPowers;
  const { hash, before, findings } = await add({ folder, latest, to, name, entropy }, vectors, options);
  const attestation = attest({ phase: latest.phase, position: before.length + 1, name, hash });
  const attested = attestationName(next);
  await writeFile(join(folder, attested), formatAttestation(attestation));
  await writeListing(folder, options.signal);
  const found = [listed, ...findings];
  const words = (right: boolean) => found.filter((one) => one.right === right).map((one) => one.words);
  return {
    publish: [next, attested, LISTING_NAME],
    attestation,
    before,
    checked: words(true),
    unchecked: words(false),
  };
}
