/** A contributor's whole part: check the latest file of a ceremony, add a secret, and write the next file. */
import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ensure, Failure } from "../../errors/index.js";
import { writeWhole } from "../../files/index.js";
import type { Entropy } from "../entropy.js";
import { writing } from "../formats/binary-source.js";
import { PtauFile } from "../formats/ptau.js";
import type { ChainLink } from "../phase2/chain.js";
import { contributeToPtau } from "../ptau/contribute.js";
import { verifyPtau } from "../ptau/verify.js";
import { type Attestation, attest, formatAttestation } from "../transcript/attestation-file.js";
import { hashFile } from "../transcript/hash-file.js";
import type { WorkOptions } from "../vectors/spread.js";
import type { PointVectors } from "../vectors/vectors.js";
import { extendListing, namesIn, readListing } from "./folder.js";
import {
  addToKey,
  type CeremonyFiles,
  checkListed,
  checkPosition,
  checkPublished,
  type Finding,
  type KeyStep,
} from "./key-step.js";
import { LISTING_NAME } from "./listing.js";
import {
  attestationName,
  type CeremonyFile,
  latestCeremonyFile,
  nextCeremonyName,
  POWERS_NAME,
} from "./names.js";

/** A contribution made to a ceremony. */
export interface CeremonyContribution {
  /** The names, in the folder, of the files to publish. */
  readonly publish: readonly string[];
  readonly attestation: Attestation;
  /** The contributions before this one, each checked. */
  readonly before: readonly ChainLink[];
  /** What was found right, and what could not be checked. */
  readonly findings: readonly Finding[];
}

async function readWhole(path: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (cause) {
    throw new Failure("setup/file-read", `cannot read ${path}`, { cause });
  }
}

/** A folder's files. */
async function folderFiles(folder: string, signal: AbortSignal | undefined): Promise<CeremonyFiles> {
  return {
    names: await namesIn(folder),
    listing: await readListing(folder),
    read: (name) => readWhole(join(folder, name)),
    sha256: async (name) => (await hashFile(join(folder, name), signal)).sha256,
    powers: () => PtauFile.open(join(folder, POWERS_NAME)),
  };
}

const isFree = (path: string): Promise<boolean> =>
  access(path).then(
    () => false,
    () => true,
  );

interface Step {
  readonly folder: string;
  readonly files: CeremonyFiles;
  readonly latest: CeremonyFile;
  readonly to: string;
  readonly name: string;
  readonly entropy: Entropy;
}
type Added = Omit<KeyStep, "zkey">;

async function addKeyFile(step: Step, vectors: PointVectors, options: WorkOptions): Promise<Added> {
  const { zkey, ...added } = await addToKey(step, vectors, options);
  await writing(step.to, () => writeWhole(step.to, zkey));
  return added;
}

async function addPowersFile(step: Step, vectors: PointVectors, options: WorkOptions): Promise<Added> {
  const { folder, files, latest, to, name, entropy } = step;
  const from = join(folder, latest.name);
  const listed = await checkListed(files, latest);
  const { contributions } = await verifyPtau({ path: from, allowNone: true }, vectors, options);
  checkPosition(latest, contributions.length);
  const published = await checkPublished(files, latest, contributions);
  const { hash } = await contributeToPtau({ from, to, name, entropy }, vectors, options);
  const every: Finding = { kind: "powers", checked: true };
  return { hash, before: contributions, findings: [listed, every, published] };
}

/**
 * Checks a ceremony folder's latest file, adds a secret to it, and writes the next file, its attestation and the listing into the
 * folder. The latest file's name says how many contributions it has. It is compared with the attestations, `ceremony.json`, and (for a key)
 * the circuit and the powers of tau, as far as these are in the folder. The findings say what was missing.
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
  for (const file of [next, attestationName(next)])
    ensure(
      await isFree(join(folder, file)),
      "setup/ceremony-exists",
      `${file} is here already`,
      "If it is from an earlier try that you never published, move it away.",
    );
  const files = await folderFiles(folder, options.signal);
  const add = latest.phase === "key" ? addKeyFile : addPowersFile;
  const { hash, before, findings } = await add(
    { folder, files, latest, to, name, entropy },
    vectors,
    options,
  );
  const attestation = attest({ phase: latest.phase, position: before.length + 1, name, hash });
  const attested = attestationName(next);
  await writing(join(folder, attested), () =>
    writeWhole(join(folder, attested), formatAttestation(attestation)),
  );
  await extendListing(folder, options.signal);
  return {
    publish: [next, attested, LISTING_NAME],
    attestation,
    before,
    findings,
  };
}
