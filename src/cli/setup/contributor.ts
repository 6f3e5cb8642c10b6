/** What a contributor types, and how earlier contributions are shown. */
import { createInterface } from "node:readline/promises";
import type { ChainLink, Entropy } from "../../setup/index.js";
import type { Context } from "../context.js";
import { readBytes } from "../files.js";
import type { Output } from "../output.js";

export function showChain(output: Output, links: readonly ChainLink[]): void {
  if (links.length === 0) output.line("  none");
  for (const [i, { name, hash, beacon }] of links.entries()) {
    const kind = beacon ? `, beacon ${beacon.hash} hashed 2^${beacon.iterationsExponent} times` : "";
    output.line(`  ${i + 1}. ${name ?? "(no name)"}${kind}`);
    output.line(`     ${hash}`);
  }
}

/** What is typed at the terminal, and the file. Neither is kept. */
export async function entropy({ output, signal }: Context, path: string | undefined): Promise<Entropy> {
  const file = path === undefined ? {} : { file: await readBytes(path) };
  if (output.json || !process.stdin.isTTY) return file;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return { ...file, text: await terminal.question("Type anything, and Enter: ", { signal }) };
  } catch (error) {
    // While it asks, readline takes Ctrl-C and Ctrl-D.
    if (!signal.aborted) process.emit("SIGINT");
    throw error;
  } finally {
    terminal.close();
  }
}
