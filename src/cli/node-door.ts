/** A node of a voting chain, for every command that talks to one. Which chain it is of is checked by the genesis document, if that is known. */
import { createNodeClient, type NodeClient } from "../api/index.js";
import { fixedHex, toHex } from "../bytes/index.js";
import { ensureAble } from "../errors/index.js";
import { type CheckedGenesis, parseGenesis } from "../ledger/index.js";
import { severalNodes } from "../lightclient/index.js";
import { option } from "./command.js";
import type { Context } from "./context.js";
import { readText } from "./files.js";
import { collect, positive } from "./options.js";
import type { Progress } from "./output.js";
import { ofFile } from "./params-file.js";

export interface GenesisOptions {
  readonly genesis?: string;
  readonly genesisHash?: string;
}

export interface NodeOptions extends GenesisOptions {
  readonly node: string;
  readonly relay?: string;
}

export interface NodesOptions extends GenesisOptions {
  /** One or more, in the order in which they are asked. */
  readonly node: readonly string[];
  readonly relay?: string;
}

export const NODE = option("--node <url>", "a node of the voting chain");
export const REQUIRED_NODE = option("--node <url>", "a node of the voting chain", { required: true });
/** Of a command that goes on with another node when one is down, refuses, or does not do what it has to. */
export const NODES = option("--node <url>", "a node of the voting chain; several times for several", {
  parse: collect,
});
export const PROCESS_AT_NODE = option("--process-id <id>", "with --node: the process");

export const GENESIS_HASH = option("--genesis-hash <hash>", "its hash, in place of the file");

/** What the node is not trusted about. */
export const GENESIS = [
  option("--genesis <file>", "the voting chain's genesis document, as the organiser published it"),
  GENESIS_HASH,
] as const;

export const RELAY = option(
  "--relay <url>",
  "with --node: send through this relay, of another operator than the node's, or through `any` that the gateways' lists name; the node does not see your address",
);

/** Seconds. */
export const WAIT = option("--wait <seconds>", "with --node: how long to wait for the receipt", {
  unless: 120,
  parse: positive,
});

/** The genesis document of a file. @throws PsephosError `cli/read`, `ledger/genesis` */
export async function readGenesis(path: string): Promise<CheckedGenesis> {
  const text = await readText(path, "The organiser publishes it; the node serves it at /v1/genesis.");
  return ofFile(path, () => parseGenesis(text));
}

/** The genesis hash that is expected, 32 bytes. @throws PsephosError `cli/usage`, `bytes/hex`, and those of {@link readGenesis} */
export async function expectedHash({
  genesis,
  genesisHash,
}: GenesisOptions): Promise<Uint8Array | undefined> {
  ensureAble(
    genesis === undefined || genesisHash === undefined,
    "cli/usage",
    "give --genesis or --genesis-hash, not both",
  );
  if (genesis !== undefined) return (await readGenesis(genesis)).hash;
  return genesisHash === undefined ? undefined : fixedHex(genesisHash, 32, "--genesis-hash");
}

/** `fetch` that tells when the node asks for patience. */
function tellingBusy(progress: Progress, carry: typeof fetch): typeof fetch {
  return async (...request) => {
    const response = await carry(...request);
    if (response.status === 503 || response.status === 429)
      progress(`the node is busy: it is asked again in ${response.headers.get("retry-after") ?? "1"} s`);
    return response;
  };
}

/** A client that ends with the command. @param progress is told when the node is busy. @param carry brings requests there; the platform's `fetch` if left out */
export const nodeClient = (
  { signal }: Context,
  url: string,
  progress?: Progress,
  carry: typeof fetch = fetch,
): NodeClient => createNodeClient(url, { signal, fetch: progress ? tellingBusy(progress, carry) : carry });

/** A node, and the chain that it is of. */
export interface OpenedNode {
  readonly client: NodeClient;
  readonly genesis: CheckedGenesis;
  /** Whether the genesis document is the one that the user expects; otherwise the node was believed. */
  readonly expected: boolean;
  /** Brings requests to it through a relay. */
  readonly carry?: typeof fetch;
}

/** @throws PsephosError `cli/usage`, `api/genesis`, and those of `openRelay` and its check */
async function openThroughRelay(context: Context, options: NodeOptions, relay: string): Promise<OpenedNode> {
  const hash = await expectedHash(options);
  ensureAble(
    hash !== undefined,
    "cli/usage",
    "--relay needs --genesis or --genesis-hash",
    "Without it, the relay could take the place of the node.",
  );
  const [{ openRelay }, { tellRelay }] = await Promise.all([
    import("../gateways/index.js"),
    import("./relay-door.js"),
  ]);
  const { carry, check } = await openRelay({ relay, gateway: options.node, signal: context.signal });
  const client = nodeClient(context, options.node, undefined, carry);
  const genesis = await client.genesis(hash);
  await check(genesis);
  tellRelay(context, relay, options.node);
  return { client, genesis, expected: true, carry };
}

/** @throws PsephosError `api/genesis`: the node is of another chain; `api/url`, `api/unreachable`, and those of {@link readGenesis} */
export async function openNode(context: Context, options: NodeOptions | NodesOptions): Promise<OpenedNode> {
  const urls = [options.node].flat();
  if (options.relay !== undefined) {
    const [node] = urls;
    // A relay hands requests to one node, and to ask another one without it would show the address that it hides.
    ensureAble(node !== undefined && urls.length === 1, "cli/usage", "give one --node with --relay");
    return openThroughRelay(context, { ...options, node }, options.relay);
  }
  const client = severalNodes(urls.map((url) => nodeClient(context, url)));
  const hash = await expectedHash(options);
  const genesis = await client.genesis(hash);
  if (hash === undefined)
    context.output.warn(
      `The node says that its voting chain is ${toHex(genesis.hash)}, and nothing here checked that. Give the hash that the organiser published with --genesis-hash.`,
    );
  return { client, genesis, expected: hash !== undefined };
}
