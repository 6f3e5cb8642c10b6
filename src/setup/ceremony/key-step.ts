/**
 * A contributor's step in a key's ceremony, wherever its files are: in a folder, on a web host, chosen in a page. All that
 * can be checked is checked first; what is not there to be checked with is named.
 */
import { equalBytes } from "@noble/ciphers/utils.js";
import { ensure } from "../../errors/index.js";
import { parseContributions, parseZkey } from "../../groth16/index.js";
import type { Entropy } from "../entropy.js";
import type { PtauFile } from "../formats/ptau.js";
import type { ChainLink } from "../phase2/chain.js";
import { contributeToKey } from "../phase2/contribute.js";
import { createInitialKey } from "../phase2/initial.js";
import { verifyKey } from "../phase2/verify.js";
import { checkAttestations } from "../transcript/attestation.js";
import { type Attestation, parseAttestation } from "../transcript/attestation-file.js";
import type { WorkOptions } from "../vectors/spread.js";
import type { PointVectors } from "../vectors/vectors.js";
import { type CeremonyListing, LISTING_NAME } from "./listing.js";
import { ATTESTATION, attestationName, type CeremonyFile, POWERS_NAME, parseCeremonyName } from "./names.js";

/** A ceremony's files as its contributor has them. */
export interface CeremonyFiles {
  readonly names: readonly string[];
  /** Undefined where there is no `ceremony.json`. */
  readonly listing: CeremonyListing | undefined;
  read(name: string): Promise<Uint8Array>;
  /** Of a file's bytes, lower-case hex. */
  sha256(name: string): Promise<string>;
  /** `POWERS_NAME`, or undefined when it is too large to be held. */
  powers(): Promise<PtauFile | undefined>;
}

/** What a check found right, or could not look at, in words. */
export interface Finding {
  readonly right: boolean;
  readonly words: string;
}

/** A key one contribution further, and what was found before. */
export interface KeyStep {
  readonly zkey: Uint8Array;
  readonly hash: string;
  readonly before: readonly ChainLink[];
  readonly findings: readonly Finding[];
}

/** @throws PsephosError `setup/ceremony-file` when a listing names another file */
export async function checkListed(
  { listing, sha256 }: Pick<CeremonyFiles, "listing" | "sha256">,
  { name }: CeremonyFile,
): Promise<Finding> {
  const listed = listing?.files.find((file) => file.name === name);
  if (!listed) return { right: false, words: `the file's hash: no ${LISTING_NAME} lists it` };
  ensure(
    (await sha256(name)) === listed.sha256,
    "setup/ceremony-file",
    `${name} is not the file that ${LISTING_NAME} names`,
    "Their SHA-256 differ. Ask the organiser which of the two is right.",
  );
  return { right: true, words: `${name} is the file that ${LISTING_NAME} names` };
}

/** @throws PsephosError `setup/ceremony-position` when the name says another number of contributions */
export function checkPosition({ name, position }: CeremonyFile, count: number): void {
  ensure(
    count === position,
    "setup/ceremony-position",
    `${name} has ${count} contributions, but its name says ${position}`,
    "A contribution was left out, or the file was renamed. Ask the organiser.",
  );
}

/**
 * What earlier contributors published must stand in the chain, where they say.
 * @throws PsephosError as `parseAttestation`, `checkAttestations`
 */
export async function checkPublished(
  { names, read }: Pick<CeremonyFiles, "names" | "read">,
  { phase, prefix }: CeremonyFile,
  before: readonly ChainLink[],
): Promise<Finding> {
  const attestations: Attestation[] = [];
  for (const name of names) {
    const file = parseCeremonyName(name.replace(ATTESTATION, ""));
    if (file?.phase !== phase || file.prefix !== prefix || attestationName(file.name) !== name) continue;
    if (file.position <= before.length)
      attestations.push(parseAttestation(new TextDecoder().decode(await read(name))));
  }
  const chains = { "powers of tau": [] as readonly ChainLink[], key: [] as readonly ChainLink[] };
  const signatures = await checkAttestations(attestations, { ...chains, [phase]: before });
  if (before.length > 0 && attestations.length === 0)
    return { right: false, words: "what earlier contributors published: no attestation is here" };
  const words = `${attestations.length} of ${before.length} contributions are attested, ${signatures.size} with a signature`;
  return { right: true, words };
}

/** Whether the key is of this circuit and these powers, where both are there. @throws as `verifyKey`; `setup/other-circuit` */
async function checkCircuit(
  files: CeremonyFiles,
  zkey: Uint8Array,
  { position }: CeremonyFile,
  vectors: PointVectors,
  options: WorkOptions,
): Promise<Finding> {
  const { names } = files;
  const unchecked = (why: string): Finding => ({
    right: false,
    words: `whether the key is of the circuit: ${why}`,
  });
  const circuits = names.filter((name) => name.endsWith(".r1cs"));
  if (circuits.length !== 1 || !names.includes(POWERS_NAME))
    return unchecked(`needs one .r1cs and ${POWERS_NAME} here`);
  await using ptau = await files.powers();
  if (!ptau) return unchecked(`${POWERS_NAME} is too large here; the command line checks it`);
  const r1cs = await files.read(circuits[0]!);
  if (position > 0) await verifyKey({ zkey, r1cs, ptau }, vectors, options);
  else {
    const first = await createInitialKey({ r1cs, ptau }, vectors, options);
    ensure(
      equalBytes(first.zkey, zkey),
      "setup/other-circuit",
      `the first key is not the one of ${circuits[0]} and ${POWERS_NAME}`,
    );
  }
  return { right: true, words: `every point of the key follows from ${circuits[0]} and ${POWERS_NAME}` };
}

/**
 * Checks a ceremony's latest key and adds a secret to it.
 * @throws PsephosError as `checkListed`, `checkPosition`, `checkPublished`, `verifyKey`, `contributeToKey`
 */
export async function addToKey(
  input: {
    readonly files: CeremonyFiles;
    readonly latest: CeremonyFile;
    readonly name: string;
    readonly entropy: Entropy;
  },
  vectors: PointVectors,
  options: WorkOptions = {},
): Promise<KeyStep> {
  const { files, latest, name, entropy } = input;
  const listed = await checkListed(files, latest);
  const zkey = await files.read(latest.name);
  checkPosition(latest, parseContributions(parseZkey(zkey).contributions).contributions.length);
  const circuit = await checkCircuit(files, zkey, latest, vectors, options);
  const made = await contributeToKey({ zkey, name, entropy }, vectors, options);
  const published = await checkPublished(files, latest, made.before);
  return { ...made, findings: [listed, circuit, published] };
}
