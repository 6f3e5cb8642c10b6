/** `psephos ledger fetch`: a voting chain's log from a node, as a file that other commands replay. */
import { createReadStream } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";
import { createInterface } from "node:readline";
import { ensure, Failure } from "../../errors/index.js";
import { type CheckedGenesis, encodeBlockLine, encodeGenesisLine } from "../../ledger/index.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";
import type { Replacing } from "../files.js";
import { GENESIS, type NodeOptions, type OpenedNode, openNode, REQUIRED_NODE } from "../node-door.js";
import { FORCE, positive } from "../options.js";
import { grouped } from "../show.js";

interface FetchOptions extends NodeOptions, Replacing {
  readonly out: string;
  readonly until?: number;
}

/** Blocks that are asked for at once. */
const PAGE = 1_000;

/** What a file has of a chain: whole lines only. */
interface Kept {
  /** The height of its last block. */
  readonly height: number;
  /** Where its last whole line ends. */
  readonly bytes: number;
}

const another = (path: string) =>
  new Failure("cli/write", `${path} is not the log of this voting chain`, {
    hint: "Choose another name with --out, move the file away, or begin again with --force.",
  });

/** What a file has already. @throws PsephosError `cli/write`: it is something else */
async function keptIn(path: string, genesis: CheckedGenesis): Promise<Kept> {
  let [height, bytes] = [-1, 0];
  const { size } = await stat(path);
  const lines = createInterface({
    input: createReadStream(path, "utf8"),
    crlfDelay: Number.POSITIVE_INFINITY,
  });
  for await (const line of lines) {
    const end = bytes + Buffer.byteLength(line) + 1;
    if (end > size) break; // the last line was not written whole
    const beginning = height < 0 ? encodeGenesisLine(genesis) : `{"height":${height + 1},`;
    if (height < 0 ? line !== beginning : !line.startsWith(beginning)) throw another(path);
    height += 1;
    bytes = end;
  }
  lines.close();
  return { height, bytes };
}

/** Adds blocks to the file up to a height, or to the last one. @returns the last height */
async function append(
  { output, signal }: Context,
  { client }: OpenedNode,
  [file, from]: readonly [FileHandle, number],
  until: number,
): Promise<number> {
  return output.step("Fetching blocks", async (progress) => {
    for (let height = from; ; ) {
      signal.throwIfAborted();
      const count = Math.min(PAGE, until - height);
      const blocks = count > 0 ? await client.blocks({ from: height + 1, count, timeout: 120_000 }) : [];
      if (blocks.length === 0) return height;
      ensure(
        blocks.every((block, i) => block.height === height + 1 + i),
        "cli/node-process",
        "the node answered with other blocks than it was asked for",
        "Ask another node of the chain.",
      );
      await file.write(blocks.map((block) => `${encodeBlockLine(block)}\n`).join(""));
      height += blocks.length;
      progress(`block ${grouped(`${height}`)}`);
    }
  });
}

async function fetchLog(context: Context, options: FetchOptions): Promise<void> {
  const { output } = context;
  const { out, force = false, until = Number.MAX_SAFE_INTEGER } = options;
  const node = await openNode(context, options);
  const file = await open(out, force ? "w" : "a").catch((cause: unknown) => {
    throw new Failure("cli/write", `cannot write ${out}`, { cause });
  });
  try {
    const kept = await keptIn(out, node.genesis);
    await file.truncate(kept.bytes);
    if (kept.height < 0) await file.write(`${encodeGenesisLine(node.genesis)}\n`);
    const height = await append(context, node, [file, Math.max(0, kept.height)], until);
    await file.sync();
    output.field("height", height);
    output.field("written to", out);
    output.result({ file: out, height, expectedGenesis: node.expected });
  } finally {
    await file.close();
  }
}

export const fetchCommand: Leaf = {
  name: "fetch",
  description: "write a node's chain to a file, block by block; run it again to continue",
  options: [
    REQUIRED_NODE,
    ...GENESIS,
    option("-o, --out <file>", "where the chain is written", { unless: "chain.jsonl" }),
    option("--until <height>", "the last block to fetch", { parse: positive }),
    FORCE,
  ],
  notes:
    "The blocks are as the node tells them: `psephos ledger replay` checks them, and so do the commands that take the votes of a chain.",
  examples: ["psephos ledger fetch --node https://node.example --genesis-hash 0x…"],
  handler: fetchLog,
};
