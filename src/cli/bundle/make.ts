/** `psephos bundle make`: everything that a stranger needs to check an election, in one file. */
import { createHash } from "node:crypto";
import { type BundleContent, bundleBytes, makeBundle } from "../../audit/index.js";
import { type Hex, scalarToHex, toHex } from "../../bytes/index.js";
import { CensusSnapshot } from "../../census/index.js";
import { ensureAble } from "../../errors/index.js";
import { createFacts } from "../../facts/index.js";
import { formatVerificationKeyFile } from "../../groth16/index.js";
import { contentHash } from "../../process/index.js";
import type { CensusKeyOptions } from "../census-key.js";
import { verifiersOf } from "../chain-log.js";
import { loadVerifyingCircuit } from "../circuit.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";
import { ensureFree, readBytes, readText, writeParts } from "../files.js";
import { GENESIS, NODE } from "../node-door.js";
import { ARTIFACTS, assertProcessId, collect, FORCE, PROCESS_ID, positive } from "../options.js";
import { fileScratch } from "../scratch.js";
import { grouped } from "../show.js";
import { rollupOf } from "./rollup.js";
import { type BundleChain, chainOf, type SourceOptions } from "./source.js";
import { SpoolFolder } from "./spool.js";

interface BundleMakeOptions extends SourceOptions, Pick<CensusKeyOptions, "artifacts"> {
  readonly out: string;
  readonly force?: boolean;
  readonly census?: readonly string[];
  readonly metadata?: string;
  readonly transcript?: string;
  readonly rollup?: string;
  readonly rpc?: string;
  readonly height?: number;
  readonly withoutCensus?: boolean;
  readonly withoutMetadata?: boolean;
}

/** Census files that were given, by their roots. @throws PsephosError `cli/read`, `census/snapshot-…` */
async function givenCensuses(paths: readonly string[] = []): Promise<Map<string, Uint8Array>> {
  const censuses = new Map<string, Uint8Array>();
  for (const path of paths) {
    const bytes = await readBytes(path);
    censuses.set(scalarToHex(new CensusSnapshot(bytes).root), bytes);
  }
  return censuses;
}

async function contentOf(
  context: Context,
  chain: BundleChain,
  options: BundleMakeOptions,
): Promise<BundleContent> {
  const { output, signal } = context;
  const { transcript, rollup, rpc, artifacts } = options;
  ensureAble(
    (rollup === undefined) === (rpc === undefined),
    "cli/usage",
    "--rollup and --rpc are given together: the transcript, and where its transactions are",
  );
  const censuses = await givenCensuses(options.census);
  const metadata = options.metadata === undefined ? undefined : await readBytes(options.metadata);
  return {
    heads: chain.heads,
    metadata: options.withoutMetadata
      ? null
      : async (hash) => (metadata && contentHash(metadata) === hash ? metadata : chain.metadata(hash)),
    census: options.withoutCensus ? null : async ({ root, uri }) => censuses.get(root) ?? chain.census(uri),
    async key(circuit) {
      const { verificationKey } = await loadVerifyingCircuit(circuit, output, signal, artifacts);
      return {
        verificationKey: formatVerificationKeyFile(verificationKey),
        transcript: transcript === undefined ? null : await readText(transcript),
      };
    },
    rollup: rollup === undefined ? undefined : (view) => rollupOf(context, view, { ...options, rollup }),
  };
}

async function handler(context: Context, id: string, options: BundleMakeOptions): Promise<void> {
  const { output, signal } = context;
  const { out, force, height } = options;
  const processId: Hex = assertProcessId(id);
  const replacing = { force };
  await ensureFree(out, replacing);
  const chain = await chainOf(context, processId, options);
  const { genesis, blocks } = chain;
  const verifiers = await verifiersOf(context, genesis, options);
  const spools = new SpoolFolder();
  const scratch = fileScratch();
  try {
    // The audit says what the key is worth: a bundle of a rehearsal is made as well.
    const facts = createFacts({ verifiers, insecure: true });
    const content = await contentOf(context, chain, options);
    const total = chain.height === undefined ? "" : ` of ${grouped(`${chain.height}`)}`;
    const bundle = await output.step("Replaying the chain", (progress) =>
      makeBundle({
        ...{ genesis, blocks, processId, facts, height, signal, content, scratch, spool: spools.spool },
        onBlock: (at) => progress(`block ${grouped(`${at}`)}${total}`),
      }),
    );
    const hash = createHash("sha256");
    let bytes = 0;
    async function* hashed() {
      for await (const part of bundleBytes(bundle)) {
        hash.update(part);
        bytes += part.length;
        yield part;
      }
    }
    await writeParts(out, hashed(), replacing);
    const sha256 = hash.digest("hex");
    output.field("bundle", out);
    output.field("SHA-256", sha256);
    output.field("bytes", grouped(`${bytes}`));
    output.field("height", bundle.manifest.height);
    output.paragraph("Publish the SHA-256. `psephos audit` checks the bundle.", { indent: 2 });
    output.result({ out, sha256, bytes, height: bundle.manifest.height, genesisHash: toHex(genesis.hash) });
  } finally {
    scratch.close();
    await spools.close();
    await Promise.all(verifiers.map(({ verifier }) => verifier.close()));
  }
}

export const make: Leaf = {
  name: "make",
  description: "put everything that a stranger needs to check an election into one file",
  arguments: [PROCESS_ID],
  options: [
    NODE,
    option("--chain <file>", "the chain's log, in place of a node: genesis document and blocks"),
    ...GENESIS,
    option("-o, --out <file>", "where to write the bundle", { unless: "bundle.zip" }),
    FORCE,
    option("--census <file>", "a census file that the node does not have; may be repeated", {
      parse: collect,
    }),
    option("--metadata <file>", "the metadata file, if the node does not have it"),
    option("--transcript <file>", "the transcript of the setup of the process's key"),
    option("--rollup <file>", "the transcript of the rollup that settled the count; with --rpc"),
    option("--rpc <url>", "an Ethereum node: with --rollup, for the rollup's transactions"),
    option("--height <height>", "the state of this height, in place of that of the count", {
      parse: positive,
    }),
    option("--without-census", "leave the census out"),
    option("--without-metadata", "leave the questions out"),
    ARTIFACTS,
  ],
  notes: `The chain is replayed, and each state root is compared. Two nodes make the same bytes.
What is left out of the bundle is listed by the audit as not checked.`,
  examples: [
    "psephos bundle make 0x… --node https://node.example --genesis-hash 0x…",
    "psephos bundle make 0x… --chain chain.jsonl --census census.bin --metadata metadata.json",
    "psephos bundle make 0x… --node https://node.example --rollup rollup.json --rpc https://ethereum.example",
  ],
  handler,
};
