/**
 * A contributor's step in a key's ceremony. The files may be in a folder, on a web host, or chosen in a page. Everything that
 * can be checked is checked first. The findings say which checks were impossible.
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
  /** Undefined if there is no `ceremony.json`. */
  readonly listing: CeremonyListing | undefined;
  read(name: string): Promise<Uint8Array>;
  /** Of a file's bytes, lower-case hex. */
  sha256(name: string): Promise<string>;
  /** `POWERS_NAME`, or undefined if it does not fit in memory. */
  powers(): Promise<PtauFile | undefined>;
}

/** What a check found right (`checked`), or why it could not be made. */
export type Finding =
  /** Whether the latest file is the listed one; unchecked if no listing names it. */
  | { readonly kind: "listed"; readonly checked: boolean; readonly file: string }
  /** How many of the contributions are attested, and how many of these attestations are signed; unchecked if there is none. */
  | {
      readonly kind: "attestations";
      readonly checked: boolean;
      readonly attested: number;
      readonly signed: number;
      readonly contributions: number;
    }
  /** Every point of the powers of tau. */
  | { readonly kind: "powers"; readonly checked: true }
  /** Every point of the key, by the circuit in this file and the powers of tau. */
  | { readonly kind: "key"; readonly checked: true; readonly circuit: string }
  /** `files`: there is no `POWERS_NAME`, or not exactly one `.r1cs`; `memory`: the powers do not fit in memory. */
  | { readonly kind: "key"; readonly checked: false; readonly lacking: "files" | "memory" };

/** A key with one more contribution, and the findings of the checks before. */
export interface KeyStep {
  readonly zkey: Uint8Array;
  readonly hash: string;
  readonly before: readonly ChainLink[];
  readonly findings: readonly Finding[];
}

/** @throws PsephosError `setup/ceremony-file` if the listing names another file */
export async function checkListed(
  { listing, sha256 }: Pick<CeremonyFiles, "listing" | "sha256">,
  { name }: CeremonyFile,
): Promise<Finding> {
  const listed = listing?.files.find((file) => file.name === name);
  if (!listed) return { kind: "listed", checked: false, file: name };
  ensure(
    (await sha256(name)) === listed.sha256,
    "setup/ceremony-file",
    `${name} is not the file that ${LISTING_NAME} names`,
    "Their SHA-256 differ. Ask the organiser which of the two is right.",
  );
  return { kind: "listed", checked: true, file: name };
}

/** @throws PsephosError `setup/ceremony-position` if the name has another number of contributions */
export function checkPosition({ name, position }: CeremonyFile, count: number): void {
  ensure(
    count === position,
    "setup/ceremony-position",
    `${name} has ${count} contributions, but its name says ${position}`,
    "A contribution was left out, or the file was renamed. Ask the organiser.",
  );
}

/**
 * Earlier contributors' attestations must agree with the chain, each at its place.
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
  const [contributions, attested] = [before.length, attestations.length];
  const checked = contributions === 0 || attested > 0;
  return { kind: "attestations", checked, attested, signed: signatures.size, contributions };
}

/** Whether the key follows from the circuit and the powers, if both are there. @throws as `verifyKey`; `setup/other-circuit` */
async function checkCircuit(
  files: CeremonyFiles,
  zkey: Uint8Array,
  { position }: CeremonyFile,
  vectors: PointVectors,
  options: WorkOptions,
): Promise<Finding> {
  const { names } = files;
  const circuits = names.filter((name) => name.endsWith(".r1cs"));
  if (circuits.length !== 1 || !names.includes(POWERS_NAME))
    return { kind: "key", checked: false, lacking: "files" };
  await using ptau = await files.powers();
  if (!ptau) return { kind: "key", checked: false, lacking: "memory" };
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
  return { kind: "key", checked: true, circuit: circuits[0]! };
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
