/** The checks that need no replay: the chain, the process, the key of the proofs, the census. */
import { equalBytes } from "@noble/ciphers/utils.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { type Hex, scalarToHex, toHex } from "../bytes/index.js";
import { CensusSnapshot, writeSnapshot } from "../census/index.js";
import { ensure, PsephosError, Refusal, visible } from "../errors/index.js";
import { UNKNOWN_KEY_KIND, type VerificationKeyJson, verificationKeyKind } from "../groth16/index.js";
import {
  type CheckedGenesis,
  type Declaration,
  declaredId,
  genesisKey,
  parseGenesis,
} from "../ledger/index.js";
import {
  CensusOrigin,
  contentHash,
  isInsecureKind,
  isTreeOrigin,
  keyId,
  parseContentUri,
  parseJson,
  parseMetadata,
} from "../process/index.js";
import type { Collected } from "./collect.js";
import { processText } from "./documents.js";
import { type Found, grouped, many } from "./lines.js";
import { textOf } from "./read.js";

/** The most bytes of a genesis document or a key. */
const MOST_JSON = 2 ** 20;
const MOST_TRANSCRIPT = 2 ** 28;

/** `chain`. @param expected the genesis hash that was published, 32 bytes; undefined to accept any */
export function checkChain(
  { files, manifest }: Collected,
  expected: Uint8Array | undefined,
): Found & { readonly genesis: CheckedGenesis } {
  const bytes = files.get("genesis.json")!;
  ensure(bytes.length <= MOST_JSON, "audit/chain", `genesis.json has more than ${MOST_JSON} bytes`);
  const text = textOf(bytes);
  ensure(text !== undefined, "audit/chain", "genesis.json is not UTF-8");
  const genesis = parseGenesis(text);
  const hash = toHex(genesis.hash);
  ensure(hash === manifest.genesisHash, "audit/chain", "the manifest names another chain than genesis.json");
  ensure(
    !expected || equalBytes(genesis.hash, expected),
    "audit/chain",
    "the bundle is of another chain than the one whose genesis hash was given",
  );
  const { oracles, quorum, validators } = genesis.lists;
  const known = expected ? "It is the chain that was given" : "Compare its hash with the published one";
  return {
    genesis,
    text: `The chain ${hash}: ${quorum} of ${many(oracles.length, "oracle")} must agree, ${many(validators.length, "validator")}. ${known}.`,
    figures: { genesisHash: hash, oracles: oracles.length, quorum, validators: validators.length },
  };
}

/** The title in a metadata file, if it can be read. */
function titleOf(metadata: Uint8Array): string | undefined {
  try {
    return visible(parseMetadata(metadata).title.default, { limit: 200 });
  } catch (error) {
    if (error instanceof PsephosError) return undefined; // encrypted, or of another version: its hash is right
    throw error;
  }
}

/** @throws PsephosError `audit/process` */
function checkMetadataFile({ files }: Collected, { params }: Declaration): string {
  const { hash } = parseContentUri(params.metadata);
  const metadata = files.get("metadata");
  if (hash === undefined) {
    ensure(
      !metadata,
      "audit/process",
      "the bundle has a metadata file, but the process does not name its hash",
    );
    return "The process does not name the hash of its questions";
  }
  if (!metadata) return "Its questions are not in the bundle";
  ensure(
    contentHash(metadata) === hash,
    "audit/process",
    "the metadata file is not the one that the process names",
  );
  const title = titleOf(metadata);
  return title === undefined
    ? "Its questions have the hash that it names"
    : `“${title}”; its questions have the hash that it names`;
}

/** `process`. @param expected the process that was asked for; undefined to accept any */
export function checkProcess(
  collected: Collected,
  genesis: CheckedGenesis,
  expected: Hex | undefined,
): Found & { readonly declaration: Declaration } {
  const { files, manifest, declaration } = collected;
  const { processId } = manifest;
  ensure(
    expected === undefined || processId === expected,
    "audit/process",
    `the bundle is of the process ${processId}, not of ${expected}`,
    "Get the bundle of this process: another one has other votes.",
  );
  ensure(declaration, "audit/process", `no attestation in the bundle declares the process ${processId}`);
  ensure(
    declaredId(genesis, declaration) === processId,
    "audit/process",
    "the process's id does not follow from its entity, its number and its chain",
  );
  ensure(
    textOf(files.get("process.json")!) === processText(processId, declaration),
    "audit/process",
    "process.json is not the process that was declared",
  );
  const said = checkMetadataFile(collected, declaration);
  const { anonymous, encryptedVotes, serial } = declaration.params.envelopeType;
  const { maxCount, maxValue, questionCount } = declaration.params;
  const kind = `${anonymous ? "anonymous" : "by name"}, ${encryptedVotes ? "sealed" : "in the clear"}`;
  const fields = serial
    ? `${many(questionCount, "question")} of ${many(maxCount, "field")}`
    : many(maxCount, "field");
  return {
    declaration,
    text: `The process ${processId}: votes are ${kind}; ${fields} with values up to ${maxValue}. ${said}.`,
    figures: { processId, anonymous, sealed: encryptedVotes, metadata: files.has("metadata") },
  };
}

/** The key of the proofs. */
export interface BundleKey {
  readonly circuit: string;
  readonly verificationKey: VerificationKeyJson;
}

interface TranscriptFields {
  readonly verificationKeySha256?: unknown;
  readonly keyKind?: unknown;
}

/** The kind that a key's transcript states; undefined without a transcript. @throws PsephosError `audit/key` */
function transcriptKind(transcript: Uint8Array | undefined, keyHash: Hex): string | undefined {
  if (!transcript) return undefined;
  const document = parseJson(transcript, { maxBytes: MOST_TRANSCRIPT }) as TranscriptFields | null;
  const { verificationKeySha256, keyKind } = document ?? {};
  ensure(verificationKeySha256 === keyHash.slice(2), "audit/key", "the transcript is of another key");
  ensure(
    keyKind === undefined || typeof keyKind === "string",
    "audit/key",
    "the transcript states no kind of key",
  );
  return keyKind ?? UNKNOWN_KEY_KIND;
}

/** `key`. @param insecure accept a key with which anyone may be able to forge proofs */
export function checkKey(
  { files }: Collected,
  genesis: CheckedGenesis,
  { params }: Declaration,
  insecure: boolean,
): Found & { readonly key: BundleKey | undefined } {
  const names = [...files.keys()].filter((name) => /\.(?:vkey|transcript)\.json$/.test(name));
  if (!params.envelopeType.anonymous) {
    ensure(names.length === 0, "audit/key", "votes are by name, but the bundle has a key of proofs");
    return { key: undefined, text: "Votes are by name: there are no proofs, and no key of proofs." };
  }
  const named = genesisKey(genesis, params.censusKey);
  ensure(named, "audit/key", "the process names a key that the genesis document does not have");
  const { circuit, keyHash } = named;
  const file = files.get(`${circuit}.vkey.json`);
  const transcript = files.get(`${circuit}.transcript.json`);
  ensure(
    file && names.length === (transcript ? 2 : 1),
    "audit/key",
    `the bundle does not have exactly the key of ${circuit}, which the process names`,
  );
  const found = toHex(sha256(file));
  ensure(
    found === keyHash && keyId(circuit, found) === params.censusKey,
    "audit/key",
    `the verification key of ${circuit} is not the one that the process names`,
  );
  const verificationKey = parseJson(file, { maxBytes: MOST_JSON }) as unknown as VerificationKeyJson;
  const stated = transcriptKind(transcript, keyHash);
  // A key's file may leave out that it is insecure: then its transcript says so.
  const kinds = [verificationKeyKind(verificationKey), ...(stated === undefined ? [] : [stated])];
  const kind = visible(kinds.find(isInsecureKind) ?? kinds[0]!, { limit: 40 });
  ensure(
    insecure || !isInsecureKind(kind),
    "audit/key",
    `the process's key is insecure (${kind}): anyone may be able to forge votes`,
    "Do not believe this result. For a test or a rehearsal, accept such keys.",
  );
  const said =
    stated === undefined
      ? "How it was made is not in the bundle"
      : `Its transcript calls it ${visible(stated, { limit: 40 })}`;
  const warning = isInsecureKind(kind) ? ` INSECURE (${kind}): anyone may be able to forge votes.` : "";
  return {
    key: { circuit, verificationKey },
    text: `The key of the proofs (${circuit}) is the one that the process and the chain name. ${said}.${warning}`,
    figures: { circuit, keyHash, keyKind: kind, transcript: transcript !== undefined },
  };
}

/** The voters in a census file. */
export interface BundleCensus {
  readonly root: string;
  readonly voters: number;
  readonly weight: bigint;
}

/** Builds a census again from its voters. @throws PsephosError `audit/census` */
async function checkCensusFile(name: string, bytes: Uint8Array): Promise<BundleCensus> {
  let snapshot: CensusSnapshot;
  let again: Uint8Array;
  try {
    snapshot = new CensusSnapshot(bytes);
    again = writeSnapshot(await snapshot.rebuildInBulk());
  } catch (cause) {
    if (!(cause instanceof PsephosError) || cause.kind === "failed") throw cause;
    throw new Refusal("audit/census", `${name}: ${cause.message}`, { cause });
  }
  ensure(equalBytes(again, bytes), "audit/census", `${name} is not in the form that its voters give`);
  let [voters, weight] = [0, 0n];
  for (const one of snapshot.weights()) {
    voters += 1;
    weight += one;
  }
  return { root: scalarToHex(snapshot.root), voters, weight };
}

/** The census files of a bundle, each built again; none if they were left out. @throws PsephosError `audit/census` */
export async function readCensuses(
  { files }: Collected,
  genesis: CheckedGenesis,
  { params }: Declaration,
): Promise<BundleCensus[]> {
  const names = [...files.keys()].filter((name) => name.endsWith(".pspc"));
  ensure(
    names.length === 0 || isTreeOrigin(params.censusOrigin),
    "audit/census",
    "the bundle has a census file, but the process's voters are not in a tree",
  );
  const depth = params.mode.preRegister ? undefined : genesisKey(genesis, params.censusKey)?.depth;
  const censuses: BundleCensus[] = [];
  for (const name of names) {
    const bytes = files.get(name)!;
    ensure(
      depth === undefined || bytes[6] === depth,
      "audit/census",
      `${name} has another depth than the circuit of the process`,
    );
    censuses.push(await checkCensusFile(name, bytes));
  }
  return censuses;
}

/** The sentence about where voters come from, if they are not in files. */
function withoutFiles({ params }: Declaration): Found {
  const { censusOrigin } = params;
  if (isTreeOrigin(censusOrigin))
    return {
      unchecked: true,
      text: "The census is not in the bundle: each vote was checked against its root, but who is in it was not.",
    };
  return censusOrigin === CensusOrigin.OFF_CHAIN_CA
    ? { text: "An authority certifies the voters: each vote has its certificate, and there is no list." }
    : { text: "The voters hold a token: each vote has the proof of its balance in one block." };
}

/**
 * `census`.
 * @param roots the census roots that the process had, in order, from the replay
 */
export function checkCensuses(
  declaration: Declaration,
  censuses: readonly BundleCensus[],
  roots: readonly string[],
  registered: number,
): Found {
  const registrations = declaration.params.mode.preRegister
    ? ` ${many(registered, "voter")} registered.`
    : "";
  if (censuses.length === 0) {
    const found = withoutFiles(declaration);
    return { ...found, text: found.text + registrations, figures: { registered } };
  }
  ensure(
    censuses.length === roots.length,
    "audit/census",
    `the process had ${many(roots.length, "census", "censuses")}, and the bundle has ${censuses.length}`,
  );
  for (const [i, { root }] of censuses.entries())
    ensure(
      root === roots[i],
      "audit/census",
      `census-${i}.pspc is not the census with the root that the process had`,
    );
  const { voters, weight } = censuses.at(-1)!;
  const times = censuses.length > 1 ? ` It was changed ${many(censuses.length - 1, "time")}.` : "";
  return {
    text: `The census has ${many(voters, "voter")} with ${grouped(weight)} in weight, built again from its entries.${times}${registrations}`,
    figures: { censuses: censuses.length, voters, weight: weight.toString(), registered },
  };
}
