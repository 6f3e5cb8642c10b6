/** Makes a bundle from a chain's blocks. The chain is replayed, so a node that tells another history makes no bundle. */
import { checkHead, type SignedRoot } from "../api/index.js";
import { scalarToHex, toHex } from "../bytes/index.js";
import { type Census, CensusSnapshot, writeSnapshot } from "../census/index.js";
import { ensure, PsephosError, Refusal } from "../errors/index.js";
import { type CheckedGenesis, genesisText, openedVotes, type ProcessView } from "../ledger/index.js";
import { contentHash, isTreeOrigin, keyId, parseContentUri } from "../process/index.js";
import {
  type CensusDeclared,
  ProcessReplay,
  type ReplayedProcess,
  type ReplayOptions,
} from "./chain-source.js";
import { headLine, processText, recordText, signedLine, transactionLine, voteLine } from "./documents.js";
import { memorySpool, type Spool } from "./spool.js";
import { FileWriter, type PreparedBundle, type PreparedFile, smallFile } from "./write.js";

/** The files of a census key. */
export interface KeyFiles {
  /** The verification key's file: its SHA-256 is the key's hash. */
  readonly verificationKey: string;
  /** The setup's transcript, or null to leave it out. */
  readonly transcript: string | null;
}

/** What there is of the rollup that settled a count. */
export interface RollupFiles {
  /** Its transcript, as it was published. */
  readonly transcript: Uint8Array;
  /** The verification keys' files. */
  readonly batchKey: string;
  readonly openKey: string;
  /** Its transactions on the EVM, signed, in the chain's order. */
  readonly transactions: readonly Uint8Array[];
}

/** Where the parts come from that no block has. */
export interface BundleContent {
  /** A file by its SHA3-256, or undefined; null leaves the metadata out. */
  readonly metadata: ((hash: string) => Promise<Uint8Array | undefined>) | null;
  /** The census file with a root, in any valid form; null leaves the censuses out. */
  readonly census: ((declared: CensusDeclared) => Promise<Uint8Array | undefined>) | null;
  readonly key: (circuit: string) => Promise<KeyFiles | undefined>;
  /** Signatures of the state root of a height, by different validators. */
  readonly heads: (height: number) => Promise<readonly SignedRoot[]>;
  /** Of the rollup that settled the count; left out, the bundle has none of it. */
  readonly rollup?: ((view: ProcessView) => Promise<RollupFiles>) | undefined;
}

export interface MakeOptions extends ReplayOptions {
  readonly content: BundleContent;
  /** For the files that grow with the votes; in memory if left out. */
  readonly spool?: ((name: string) => Promise<Spool>) | undefined;
}

const LINE = "\n";

async function* metadataFile({ view }: ReplayedProcess, { metadata }: BundleContent) {
  const { hash } = parseContentUri(view.declaration.params.metadata);
  if (metadata === null || hash === undefined) return;
  const bytes = await metadata(hash);
  ensure(
    bytes && contentHash(bytes) === hash,
    "audit/no-metadata",
    "the process's metadata file is missing, or is another file",
    "Give the file whose SHA3-256 is in the process's content URI, or leave it out of the bundle.",
  );
  yield await smallFile("metadata", bytes);
}

/** The only form of a census file: all nodes right, weights in as few bytes as hold them. */
async function canonicalCensus({ root }: CensusDeclared, bytes: Uint8Array | undefined): Promise<Uint8Array> {
  const hint = "Give the census file that the organiser published, or leave it out of the bundle.";
  ensure(bytes, "audit/no-census", `the census with the root ${root} is missing`, hint);
  let census: Census;
  try {
    census = await new CensusSnapshot(bytes).rebuildInBulk();
  } catch (error) {
    if (!(error instanceof PsephosError)) throw error;
    throw new Refusal("audit/no-census", `the census file is wrong: ${error.message}`, {
      cause: error,
      hint,
    });
  }
  ensure(
    scalarToHex(census.root) === root,
    "audit/no-census",
    `the census file has another root than ${root}`,
    hint,
  );
  return writeSnapshot(census);
}

async function* censusFiles({ view, censuses }: ReplayedProcess, { census }: BundleContent) {
  if (census === null || !isTreeOrigin(view.declaration.params.censusOrigin)) return;
  for (const [i, declared] of censuses.entries())
    yield await smallFile(`census-${i}.pspc`, await canonicalCensus(declared, await census(declared)));
}

async function* keyFiles(genesis: CheckedGenesis, { declaration }: ProcessView, { key }: BundleContent) {
  const { envelopeType, censusKey } = declaration.params;
  if (!envelopeType.anonymous) return;
  const { circuit } = genesis.censusKeys.find((one) => keyId(one.circuit, one.keyHash) === censusKey)!;
  const files = await key(circuit);
  ensure(files, "audit/no-key", `the verification key of ${circuit} is missing`);
  const { verificationKey, transcript } = files;
  const file = await smallFile(`${circuit}.vkey.json`, verificationKey);
  ensure(
    keyId(circuit, file.sha256) === censusKey,
    "audit/no-key",
    `this key of ${circuit} is not the one that the process names`,
    "Take the key from the release that the organiser announced.",
  );
  yield file;
  if (transcript !== null) yield await smallFile(`${circuit}.transcript.json`, transcript);
}

/** The line of a validator's signature. @throws PsephosError `api/head`; `ledger/other-root`: it signed another root */
function headOf(
  genesis: CheckedGenesis,
  { proof, stateRoot, lists }: ReplayedProcess,
  head: SignedRoot,
): string {
  ensure(
    head.height === proof.height && head.stateRoot === toHex(stateRoot),
    "ledger/other-root",
    "a validator signed another state root than the blocks give",
    "Ask another node of the chain.",
  );
  checkHead({ hash: genesis.hash, lists }, head);
  return headLine(head);
}

async function* recordFiles(genesis: CheckedGenesis, made: ReplayedProcess, { heads }: BundleContent) {
  yield await smallFile("record.json", recordText(made.stateRoot, made.proof));
  const told = [...(await heads(made.proof.height))].sort((a, b) => (a.validator < b.validator ? -1 : 1));
  const lines = told.map((head) => headOf(genesis, made, head) + LINE);
  yield await smallFile("heads.jsonl", lines.join(""));
}

async function* rollupFiles({ view }: ReplayedProcess, { rollup }: BundleContent) {
  if (!rollup) return;
  const { transcript, batchKey, openKey, transactions } = await rollup(view);
  yield await smallFile("rollup.json", transcript);
  yield await smallFile("rollup-batch-key.json", batchKey);
  yield await smallFile("rollup-open-key.json", openKey);
  const lines = transactions.map((one) => signedLine(one) + LINE);
  yield await smallFile("rollup-transactions.jsonl", lines.join(""));
}

/** Makes a bundle: from what it returns, `bundleBytes` writes the file. @throws PsephosError `audit/…`, `api/head`, and those of the ledger */
export async function makeBundle(options: MakeOptions): Promise<PreparedBundle> {
  const { genesis, content, processId, signal, spool = async () => memorySpool() } = options;
  const replay = new ProcessReplay(options);
  const transactions = new FileWriter("transactions.jsonl", await spool("transactions.jsonl"));
  for await (const one of replay.transactions()) await transactions.text(transactionLine(one) + LINE);
  const made = replay.end();
  const { ledger, view, proof } = made;
  const files: PreparedFile[] = [
    await smallFile("genesis.json", genesisText(genesis)),
    await smallFile("process.json", processText(processId, view.declaration)),
  ];
  for await (const file of metadataFile(made, content)) files.push(file);
  for await (const file of censusFiles(made, content)) files.push(file);
  for await (const file of keyFiles(genesis, view, content)) files.push(file);
  files.push(await transactions.end());
  for await (const file of recordFiles(genesis, made, content)) files.push(file);
  const votes = new FileWriter("votes.jsonl", await spool("votes.jsonl"));
  for (const vote of openedVotes(ledger.state, view)) {
    signal?.throwIfAborted();
    await votes.text(voteLine(vote) + LINE);
  }
  files.push(await votes.end());
  if (view.results !== undefined) files.push(await smallFile("results.json", view.results));
  for await (const file of rollupFiles(made, content)) files.push(file);
  const manifest = {
    genesisHash: toHex(genesis.hash),
    processId,
    height: proof.height,
    files: files.map(({ name, bytes, sha256 }) => ({ name, bytes, sha256 })),
  };
  return { manifest, files };
}
