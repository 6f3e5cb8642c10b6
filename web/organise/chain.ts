/** The voting chain on which an organiser declares: its genesis document, and how fast its blocks come. */
import { createNodeClient, type NodeClient } from "../../src/api/index.js";
import { fixedHex } from "../../src/bytes/index.js";
import { ensure } from "../../src/errors/index.js";
import type { CheckedGenesis } from "../../src/ledger/index.js";
import type { ChainLink } from "../shared/link.js";
import { nodesOf } from "../shared/nodes.js";
import type {} from "./codes.js";
import type { ChainShown } from "./desk-types.js";
import type { ChainNow } from "./documents.js";

/** Blocks over which their time is measured. */
const MEASURED = 200;

export interface OpenChain {
  readonly link: ChainLink;
  readonly client: NodeClient;
  readonly genesis: CheckedGenesis;
}

/** @throws PsephosError `api/genesis`, those of the client; `organise/other-chain` if its elections are not declared on an EVM */
export async function openChain(link: ChainLink): Promise<OpenChain> {
  const client = nodesOf(link.nodes);
  const genesis = await client.genesis(fixedHex(link.genesisHash, 32, "the genesis hash"));
  ensure(
    genesis.evm && genesis.evm.contracts.length > 0,
    "organise/other-chain",
    "this voting chain has no contract on which an election could be declared",
  );
  return { link, client, genesis };
}

/** The last block, and the time from block to block in the last ones. */
export async function chainNow({ client }: OpenChain): Promise<ChainNow> {
  const { head } = await client.chain();
  const earlier = Math.max(1, head.height - MEASURED);
  const first = earlier < head.height ? await client.head(earlier) : head;
  const blocks = head.height - first.height;
  const { height, time } = head;
  // A chain of one block: a second, until there are more.
  return { height, time, blockTime: blocks === 0 ? 1000 : Math.max(1, (time - first.time) / blocks) };
}

export async function shownChain(chain: OpenChain): Promise<ChainShown> {
  const { evm, lists } = chain.genesis;
  const { keykeepers } = lists;
  const { height, blockTime } = await chainNow(chain);
  return {
    chainId: evm!.chainId,
    contracts: evm!.contracts,
    keykeepers: keykeepers?.addresses.length ?? 0,
    threshold: keykeepers?.kind === "threshold" ? keykeepers.threshold : (keykeepers?.addresses.length ?? 0),
    blockTime,
    height,
  };
}

/** Whether every node of the link is of the chain, and takes transactions. @throws PsephosError of the first that is not */
export async function checkNodes({ link, genesis }: OpenChain): Promise<void> {
  await Promise.all(
    link.nodes.map(async (url) => {
      const client = createNodeClient(url);
      await client.genesis(genesis.hash);
      await client.chain();
    }),
  );
}
