/** From a closed key to all that is published about it: everything is checked, then written down. */
import { createHash } from "node:crypto";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import { ensure } from "../../errors/index.js";
import { DEVELOPMENT_KEY_KIND, verificationKeyHash } from "../../groth16/index.js";
import { beaconSource, couldBePublic } from "../beacon.js";
import { PtauFile } from "../formats/ptau.js";
import { publicCount, readR1cs } from "../formats/r1cs.js";
import type { ChainLink } from "../phase2/chain.js";
import { exportVerificationKey } from "../phase2/export.js";
import { circuitDomain } from "../phase2/initial.js";
import { verifyKey } from "../phase2/verify.js";
import { publishedOf } from "../ptau/published.js";
import { verifyPtau } from "../ptau/verify.js";
import { compileVerifier, SOLC_VERSION } from "../solidity/compile.js";
import { type VerifierSource, verifierSource } from "../solidity/source.js";
import type { WorkOptions } from "../vectors/spread.js";
import type { PointVectors } from "../vectors/vectors.js";
import { REHEARSAL_KEY_KIND, type SetupVerificationKey } from "../verification-key.js";
import { checkAttestations } from "./attestation.js";
import type { Attestation, AttestationSignature } from "./attestation-file.js";
import { hashFile } from "./hash-file.js";
import type { BuiltCircuit } from "./sources.js";
import type { CeremonyTranscript, CircuitSource, SetupTranscript, TranscriptLink } from "./types.js";

/** A finished ceremony's results. */
export interface FinalKey {
  readonly transcript: CeremonyTranscript;
  readonly verificationKey: SetupVerificationKey;
  readonly verifier: VerifierSource;
}

export const sha256Hex = (bytes: Uint8Array | string): string =>
  createHash("sha256").update(bytes).digest("hex");

/** keccak-256 of a contract's code in hex, as EXTCODEHASH gives it. */
export const codeHash = (code: string): string => bytesToHex(keccak_256(hexToBytes(code.replace(/^0x/, ""))));

/** Links as a transcript has them. */
export function toLinks(
  links: readonly ChainLink[],
  signatures: ReadonlyMap<string, AttestationSignature> = new Map(),
): TranscriptLink[] {
  return links.map(({ name, hash, beacon }) => ({
    name: name ?? null,
    hash,
    beacon: beacon
      ? { hash: beacon.hash, iterationsExponent: beacon.iterationsExponent, source: beaconSource(name) }
      : null,
    signature: signatures.get(hash) ?? null,
  }));
}

/**
 * The kind that its beacons make a ceremony's key: a ceremony's only when each was announced and has a value that could be
 * public randomness, the key's last one names its source, and the powers of tau end with one or are the public's (whose own
 * beacon the public knows).
 */
export function keyKindOf(
  powers: readonly TranscriptLink[],
  key: readonly TranscriptLink[],
  published: boolean,
): CeremonyTranscript["keyKind"] {
  const unannounced = [...(published ? [] : powers), ...key].some(
    ({ name, beacon }) =>
      beacon && (name?.startsWith("INSECURE") || !couldBePublic(hexToBytes(beacon.hash), beacon.source)),
  );
  const named = key.at(-1)?.beacon?.source != null;
  const closed = published || powers.at(-1)?.beacon != null;
  return !unannounced && named && closed ? "ceremony" : REHEARSAL_KEY_KIND;
}

/** The kind that the beacons of a transcript make its key, whatever it says itself. */
export function transcriptKind(transcript: SetupTranscript): SetupTranscript["keyKind"] {
  if (transcript.keyKind === DEVELOPMENT_KEY_KIND) return DEVELOPMENT_KEY_KIND;
  const { powersOfTau, contributions } = transcript as CeremonyTranscript;
  return keyKindOf(powersOfTau.contributions, contributions, powersOfTau.published !== null);
}

/**
 * Checks a whole ceremony (powers of tau, every contribution, every point, signatures) and makes its transcript,
 * verification key and verifier contract. Needs solc.
 * @param input `ptau`: path of the powers of tau that the first key was made from; `announced`: where and when the beacons were
 *   announced; `build`: see `buildCircuit`; `pwit`: the straight-line witness program made of that; `attestations`: what contributors published, of either phase;
 *   `insecure`: take beacons that nobody announced (the transcript then says `rehearsal-INSECURE`)
 * @throws PsephosError as `verifyPtau`, `verifyKey`, `compileVerifier`; `setup/key-not-final`,
 *   `setup/source-changed` when the build is not of this circuit, `setup/beacon-unannounced`, `setup/attestation-other`, `setup/attestation-signature`; the signal's reason
 */
export async function finalizeKey(
  input: {
    readonly circuit: string;
    readonly zkey: Uint8Array;
    readonly r1cs: Uint8Array;
    readonly ptau: string;
    readonly announced: string;
    readonly build?: BuiltCircuit & { readonly source: CircuitSource };
    readonly pwit?: Uint8Array;
    readonly attestations?: readonly Attestation[];
    readonly batch?: boolean;
    readonly insecure?: boolean;
  },
  vectors: PointVectors,
  options: WorkOptions = {},
): Promise<FinalKey> {
  const { circuit, zkey, build = null, batch = false } = input;
  ensure(
    build === null || sha256Hex(build.r1cs) === sha256Hex(input.r1cs),
    "setup/source-changed",
    "the sources named do not compile to this .r1cs",
    "Name the main component and the libraries that it was compiled from, or leave out --main.",
  );
  const hashes = await hashFile(input.ptau, options.signal);
  const published = publishedOf(hashes);
  const powers = await verifyPtau({ path: input.ptau }, vectors, options);
  await using ptau = await PtauFile.open(input.ptau);
  const key = await verifyKey({ zkey, r1cs: input.r1cs, ptau }, vectors, options);
  ensure(
    key.final,
    "setup/key-not-final",
    "no beacon has closed this key",
    "Close it first: psephos setup beacon",
  );
  const chains = { "powers of tau": powers.contributions, key: key.contributions };
  const signatures = await checkAttestations(input.attestations ?? [], chains);
  const powersLinks = toLinks(powers.contributions, signatures);
  const contributions = toLinks(key.contributions, signatures);
  const keyKind = keyKindOf(powersLinks, contributions, published !== null);
  ensure(
    keyKind === "ceremony" || input.insecure,
    "setup/beacon-unannounced",
    "a beacon of this ceremony was not announced, or its value is not public randomness, or the powers of tau have no beacon",
    "To finish a rehearsal's key, add --insecure: its transcript then says that it is a rehearsal.",
  );
  const verificationKey = await exportVerificationKey(zkey, keyKind);
  const verifier = verifierSource({ verificationKey, circuit, batch });
  const { deployedBytecode } = compileVerifier(verifier);
  const r1cs = readR1cs(input.r1cs);
  const transcript: CeremonyTranscript = {
    format: "psephos-setup-transcript",
    version: 1,
    keyKind,
    circuit: {
      name: circuit,
      r1csSha256: sha256Hex(input.r1cs),
      constraints: r1cs.nConstraints,
      wires: r1cs.nWires,
      publicSignals: publicCount(r1cs),
      domainSize: 2 ** circuitDomain(input.r1cs),
      hash: key.circuitHash,
      source: build?.source ?? null,
      program: build && {
        wasmSha256: sha256Hex(build.wasm),
        pwitSha256: input.pwit ? sha256Hex(input.pwit) : null,
      },
    },
    powersOfTau: {
      sha256: hashes.sha256,
      power: powers.power,
      ceremonyPower: powers.ceremonyPower,
      published,
      contributions: powersLinks,
    },
    contributions,
    beaconAnnounced: input.announced,
    zkeySha256: sha256Hex(zkey),
    verificationKeySha256: verificationKeyHash(verificationKey),
    verifier: {
      contract: verifier.name,
      batch,
      sourceSha256: sha256Hex(verifier.source),
      solc: SOLC_VERSION,
      codeKeccak256: codeHash(deployedBytecode),
    },
  };
  return { transcript, verificationKey, verifier };
}
