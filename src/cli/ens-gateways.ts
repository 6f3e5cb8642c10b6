/**
 * Gateways that an ENS name lists: in the text record `org.psephos.gateways`, addresses with spaces or commas between; or in `gateways.json` of its content on IPFS:
 *
 *     { "gateways": ["https://one.example", "https://two.example"] }
 *
 * A name only says where to ask. What answers there is held to the genesis document like any other gateway, so neither the Ethereum node nor an IPFS gateway is believed.
 */
import { ensureAble, PsephosError } from "../errors/index.js";
import { type ChainReader, ENS_REGISTRY, resolveContent, resolveText } from "../evm/index.js";
import { mayAsk } from "../gateways/index.js";
import { fetchContent, METADATA_LIMITS, parseJson } from "../process/index.js";
import { option } from "./command.js";
import type { Context } from "./context.js";
import { collect } from "./options.js";
import { readerOf } from "./wallet.js";

/** ENSIP-5: a service's key is in reverse dot notation. */
const GATEWAYS_KEY = "org.psephos.gateways";
const FILE = "gateways.json";
const MOST_BYTES = 65_536;

export interface EnsOptions {
  readonly gatewaysFrom?: string;
  readonly ensRegistry?: `0x${string}`;
  readonly rpc?: string;
  readonly ipfsGateway?: readonly string[];
}

export const GATEWAYS_FROM = [
  option(
    "--gateways-from <name>",
    "an ENS name that lists gateways, read through --rpc; beside --node, or in its place",
  ),
  option("--ens-registry <address>", "with --gateways-from: another ENS registry than the public one"),
  option(
    "--ipfs-gateway <prefix>",
    "with --gateways-from: a gateway for a list on IPFS, such as http://127.0.0.1:8080/ipfs/; several times for several",
    { parse: collect },
  ),
] as const;

/** The addresses in a text record. */
const inText = (text: string): string[] => text.split(/[\s,]+/).filter((one) => one !== "");

function inFile(bytes: Uint8Array): string[] {
  const { gateways } = (parseJson(bytes, { maxBytes: MOST_BYTES }) ?? {}) as { gateways?: unknown };
  return Array.isArray(gateways) ? gateways.filter((one) => typeof one === "string") : [];
}

/** The list in a name's content; none if it has no content on IPFS, or that has no list. */
async function inContent(
  { output, signal }: Context,
  client: ChainReader,
  name: string,
  registry: `0x${string}`,
  gateways: readonly string[] | undefined,
): Promise<string[]> {
  try {
    const content = await resolveContent(client, name, registry);
    if (content === undefined) return [];
    const { bytes } = await fetchContent(`${content}/${FILE}`, {
      ...{ maxBytes: MOST_BYTES, signal, allowUnhashed: true },
      ...(gateways && { gateways }),
    });
    return inFile(bytes);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof PsephosError)) throw error;
    output.warn(`The content of ${name} has no list of gateways: ${error.message}`);
    return [];
  }
}

/**
 * The addresses that a name lists: https of the public internet, or of this machine, which is only asked by who starts there.
 * @throws PsephosError `cli/no-gateways`: it lists none; `cli/rpc`, `evm/ens-name`, `evm/ens-registry`, `evm/ens-resolver`
 */
export async function gatewaysOfName(context: Context, options: EnsOptions): Promise<string[]> {
  const { gatewaysFrom: name, ensRegistry: registry = ENS_REGISTRY, rpc, ipfsGateway } = options;
  if (name === undefined) return [];
  const client = await readerOf(rpc!);
  const text = await resolveText(client, name, GATEWAYS_KEY, registry);
  const listed =
    text === undefined ? await inContent(context, client, name, registry, ipfsGateway) : inText(text);
  const addresses = [...new Set(listed)]
    .filter((url) => mayAsk(url, true))
    .slice(0, METADATA_LIMITS.gateways);
  ensureAble(
    addresses.length > 0,
    "cli/no-gateways",
    `the ENS name ${name} lists no gateways`,
    `Its owner puts their addresses into the text record ${GATEWAYS_KEY}. Name a gateway with --node.`,
  );
  context.output.line(`${name} lists ${addresses.length} addresses of gateways.`);
  return addresses;
}
