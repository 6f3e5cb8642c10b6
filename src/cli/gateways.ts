/** The gateways of a vote: found from the nodes that the user names, held against each other, and remembered in the user's own cache. */
import { homedir } from "node:os";
import { join } from "node:path";
import { toHex } from "../bytes/index.js";
import { ensureAble, Failure, PsephosError } from "../errors/index.js";
import { readOwn, writeWhole } from "../files/index.js";
import {
  type Found,
  findGateways,
  GatewayMemory,
  mayAsk,
  openRelay,
  pairsOf,
  strangersFetch,
} from "../gateways/index.js";
import { severalNodes } from "../lightclient/index.js";
import { isLoopbackHost } from "../net/index.js";
import { option } from "./command.js";
import type { Context } from "./context.js";
import { type EnsOptions, gatewaysOfName } from "./ens-gateways.js";
import { expectedHash, type NodesOptions, nodeClient, type OpenedNode, openNode } from "./node-door.js";
import { tellRelay } from "./relay-door.js";

export interface GatewayOptions extends NodesOptions, EnsOptions {
  readonly onlyNamed?: boolean;
}

export const ONLY_NAMED = option(
  "--only-named",
  "with --node: ask no other gateways than those that --node names",
);

/** The word for a relay that the lists name. */
const ANY = "any";

export interface OpenedGateways {
  readonly node: OpenedNode;
  /** Addresses to send a vote to, in this order. */
  readonly urls: readonly string[];
  /** Remembers that an address lied. */
  readonly blame: (url: string) => Promise<void>;
}

/** The cache is read when it is used: tests have their own. */
function pathOf(hash: Uint8Array): string {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  return join(cache, "psephos", "gateways", `${toHex(hash).slice(2)}.json`);
}

/** A cache that takes nothing does not end the command. */
const remember = (hash: Uint8Array, memory: GatewayMemory): Promise<void> =>
  writeWhole(pathOf(hash), memory.encode(), { secret: true, replace: true }).catch(() => {});

function tellFound({ output }: Context, { gateways, liars }: Found): void {
  const agreeing = gateways.filter(({ verdict }) => verdict === "agrees").length;
  output.line(`${gateways.length} gateways answer; ${agreeing} agree about the chain.`);
  for (const who of liars)
    output.warn(
      `${URL.canParse(who) ? new URL(who).host : `the validator ${who}`} does not tell the truth about this chain: it is not asked any more.`,
    );
}

/** A gateway through a relay of another operator. The lists name both. @throws PsephosError `gateways/none`, and what the last relay gave */
async function openAnyRelay(
  context: Context,
  found: Found,
  node: OpenedNode,
): Promise<OpenedNode & { url: string }> {
  let last: unknown;
  for (const { relay, gateway, record } of pairsOf(found).slice(0, 4)) {
    try {
      const { validator } = record;
      const { carry, check } = await openRelay({ relay, gateway, validator, signal: context.signal });
      await check(node.genesis);
      tellRelay(context, relay, gateway);
      return { ...node, client: nodeClient(context, gateway, undefined, carry), carry, url: gateway };
    } catch (error) {
      if (!(error instanceof PsephosError)) throw error;
      context.output.warn(`${new URL(relay).host}: ${error.message}. Another relay is asked.`);
      last = error;
    }
  }
  throw (
    last ??
    new Failure("gateways/none", "no gateway's record names a relay of another operator than the gateway's", {
      hint: "Name one with --relay URL.",
    })
  );
}

/** Whom to ask for the genesis document: whom the user names, who told the truth before, and whom a name lists. @throws PsephosError `gateways/none` */
function beginWith(
  context: Context,
  named: readonly string[],
  memory: GatewayMemory,
  hints: readonly string[],
) {
  // Addresses of this machine are asked only by who starts there.
  const local = named.some((url) => URL.canParse(url) && isLoopbackHost(new URL(url).hostname));
  const known = [...new Set([...named, ...memory.known])];
  const more = hints.filter((url) => mayAsk(url, local) && !memory.lied(url) && !known.includes(url));
  const clients = [
    ...known.map((url) => nodeClient(context, url)),
    ...more.map((url) => nodeClient(context, url, undefined, strangersFetch(local))),
  ];
  ensureAble(
    clients.length > 0,
    "gateways/none",
    hints.length > 0
      ? "the name lists no address of the public internet that told the truth so far"
      : "each of these nodes lied about this chain before",
    "Name another one with --node, or ask them again with --only-named.",
  );
  return severalNodes(clients);
}

/**
 * Opens the nodes that the user names and, for a genesis document that is expected, the gateways to which they lead.
 * @throws PsephosError those of `openNode`, `gateways/none`
 */
export async function openGateways(context: Context, options: GatewayOptions): Promise<OpenedGateways> {
  const hash = await expectedHash(options);
  const { relay, node: named, onlyNamed = false, gatewaysFrom } = options;
  ensureAble(
    relay !== ANY || (hash !== undefined && !onlyNamed),
    "cli/usage",
    `--relay ${ANY} needs --genesis or --genesis-hash, and the lists of gateways`,
  );
  ensureAble(
    named.length > 0 || gatewaysFrom !== undefined,
    "cli/usage",
    "name a node with --node, or an ENS name with --gateways-from",
  );
  ensureAble(
    gatewaysFrom === undefined || (hash !== undefined && !onlyNamed && (relay ?? ANY) === ANY),
    "cli/usage",
    "--gateways-from needs --genesis or --genesis-hash, and goes with neither --only-named nor a relay's address",
    "Without the genesis hash, whoever has the name could show another voting chain.",
  );
  const alone = async () => undefined;
  if (hash === undefined || onlyNamed || (relay !== undefined && relay !== ANY))
    return { node: await openNode(context, options), urls: named, blame: alone };
  const memory = new GatewayMemory(await readOwn(pathOf(hash)).catch(() => undefined));
  const truthful = named.filter((url) => !memory.lied(url));
  for (const url of named)
    if (!truthful.includes(url))
      context.output.warn(`${new URL(url).host} lied about this chain before: it is not asked.`);
  const hints = await gatewaysOfName(context, options);
  const client = beginWith(context, truthful, memory, hints);
  const genesis = await client.genesis(hash);
  const found = await findGateways({ start: truthful, hints, genesis, memory, signal: context.signal });
  const more = found.gateways.some(({ url }) => !named.includes(url));
  if (more || found.liars.length > 0) {
    tellFound(context, found);
    await remember(hash, memory);
  }
  const urls = more ? found.gateways.map(({ url }) => url) : named.filter((url) => !memory.lied(url)); // in the user's order: one that does not answer now may do so later
  const blame = async (url: string) => {
    memory.blame(url);
    await remember(hash, memory);
  };
  const node = {
    client: severalNodes(urls.map((url) => nodeClient(context, url))),
    genesis,
    expected: true,
  };
  if (relay !== ANY) return { node, urls, blame };
  const { url, ...relayed } = await openAnyRelay(context, found, node);
  return { node: relayed, urls: [url], blame };
}
