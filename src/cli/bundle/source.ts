/** Where the blocks of a bundle come from: a node, or a chain's log. */
import type { SignedRoot } from "../../api/index.js";
import type { BundleContent } from "../../audit/index.js";
import type { Hex } from "../../bytes/index.js";
import { ensure, ensureAble } from "../../errors/index.js";
import {
  type CheckedGenesis,
  decodeBlockLine,
  decodeGenesisLine,
  type ToldBlock,
} from "../../ledger/index.js";
import { parseContentUri } from "../../process/index.js";
import { linesOf } from "../chain-log.js";
import type { Context } from "../context.js";
import { type GenesisOptions, openNode } from "../node-door.js";

export interface SourceOptions extends GenesisOptions {
  readonly node?: string;
  readonly chain?: string;
}

/** A chain, and the files and signatures that come with it. */
export interface BundleChain extends Pick<BundleContent, "heads"> {
  readonly genesis: CheckedGenesis;
  readonly blocks: AsyncIterable<ToldBlock>;
  /** Blocks that there are, as far as is known. */
  readonly height: number | undefined;
  metadata(hash: string): Promise<Uint8Array | undefined>;
  census(uri: string): Promise<Uint8Array | undefined>;
}

const PAGE = 1000;

async function atNode(
  context: Context,
  node: string,
  processId: Hex,
  options: SourceOptions,
): Promise<BundleChain> {
  const { client, genesis } = await openNode(context, { ...options, node });
  const { head } = await client.chain();
  async function* blocks() {
    for (let from = 1; from <= head.height; ) {
      const page = await client.blocks({ from, count: Math.min(PAGE, head.height - from + 1) });
      ensureAble(page.length > 0, "cli/busy", `the node does not give block ${from}`, "Ask again.");
      yield* page;
      from += page.length;
    }
  }
  return {
    genesis,
    height: head.height,
    blocks: blocks(),
    async heads(height): Promise<SignedRoot[]> {
      if (genesis.lists.validators.length === 0) return [];
      const { time: _, ...signed } = await client.head(height);
      return [signed];
    },
    metadata: (hash) => client.content(hash),
    async census(uri) {
      const { hash } = parseContentUri(uri);
      return hash === undefined ? client.census(processId) : client.content(hash);
    },
  };
}

async function inLog(path: string): Promise<BundleChain> {
  const lines = linesOf(path);
  const first = await lines.next();
  ensure(!first.done, "cli/empty", `${path} has no lines`);
  async function* blocks() {
    let line = 1;
    for await (const text of lines) yield decodeBlockLine(text, ++line);
  }
  return {
    genesis: decodeGenesisLine(first.value),
    height: undefined,
    blocks: blocks(),
    heads: async () => [],
    metadata: async () => undefined,
    census: async () => undefined,
  };
}

/** @throws PsephosError `cli/usage`, and those of `openNode`, `decodeGenesisLine` */
export async function chainOf(
  context: Context,
  processId: Hex,
  options: SourceOptions,
): Promise<BundleChain> {
  const { node, chain } = options;
  ensureAble(
    (node === undefined) !== (chain === undefined),
    "cli/usage",
    "give a node with --node, or a chain's log with --chain",
  );
  return node === undefined ? inLog(chain!) : atNode(context, node, processId, options);
}
