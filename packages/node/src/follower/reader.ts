/** Reads the events of the process contracts in bounded ranges, and notices when the EVM replaced blocks that were read. */
import { Failure } from "psephos";
import {
  activationBlock,
  type ChainEvent,
  type ChainReader,
  type ListsPlace,
  readDeployment,
  readEvents,
  readListsChanges,
} from "psephos/contracts";
import type { Hex } from "viem";
import { BlockNotFoundError } from "viem";
import { getBlock, getBlockNumber } from "viem/actions";
import type { Endpoints } from "./endpoints.js";
import type { Checkpoint, Found, FoundEvent, FoundProcesses } from "./found.js";
import type { FollowerLog } from "./options.js";

/** Most nodes give the events of so many blocks at once. The range is halved when they do not, and doubled again after so many answers. */
const MOST_BLOCKS = 2_000;
const ANSWERS = 10;

export interface ReaderOptions {
  readonly contracts: readonly Hex[];
  /** The namespace of the voting chain's processes. */
  readonly namespace: number;
  readonly confirmations: number;
  readonly log: FollowerLog;
}

/** The hash of a block, or undefined if the node has no such block. */
async function blockHash(client: ChainReader, number: number): Promise<Hex | undefined> {
  try {
    const { hash } = await getBlock(client, { blockNumber: BigInt(number) });
    return hash;
  } catch (error) {
    if (error instanceof BlockNotFoundError) return undefined;
    throw error;
  }
}

function foundIn(event: ChainEvent): Found | undefined {
  switch (event.eventName) {
    case "NewProcess":
      return {
        kind: "created",
        contract: event.address.toLowerCase() as Hex,
        entity: event.args.entity.toLowerCase() as Hex,
        index: `${event.args.index}`,
      };
    case "StatusUpdated":
      return { kind: "status", status: event.args.status };
    case "QuestionIndexUpdated":
      return { kind: "question" };
    case "CensusUpdated":
      return { kind: "census", root: event.args.censusRoot, uri: event.args.censusUri };
    default:
      return undefined;
  }
}

/** The events by process. Those of other namespaces are of other voting chains. */
function byProcess(events: readonly ChainEvent[], namespace: number): Map<Hex, FoundEvent[]> {
  const found = new Map<Hex, FoundEvent[]>();
  for (const event of events) {
    const what = foundIn(event);
    if (!what || !("namespaceId" in event.args) || event.args.namespaceId !== namespace) continue;
    const { processId } = event.args;
    const place = { block: Number(event.blockNumber), hash: event.blockHash, log: event.logIndex };
    found.set(processId, [...(found.get(processId) ?? []), { ...what, ...place }]);
  }
  return found;
}

export class EventReader {
  readonly #endpoints: Endpoints;
  readonly #found: FoundProcesses;
  readonly #options: ReaderOptions;
  #range = MOST_BLOCKS;
  #answers = 0;
  #head: number | null = null;
  /** Where the chain's lists are: a deployment keeps its contracts. */
  #lists: ListsPlace | undefined;

  constructor(endpoints: Endpoints, found: FoundProcesses, options: ReaderOptions) {
    this.#endpoints = endpoints;
    this.#found = found;
    this.#options = options;
  }

  /** Where the chain's lists are; undefined until an endpoint has told. */
  get lists(): ListsPlace | undefined {
    return this.#lists;
  }

  /** The newest block with enough confirmations, as last told; null before the first answer. */
  get head(): number | null {
    return this.#head;
  }

  /**
   * Reads the next range, or looks for new blocks.
   * @returns whether there is more to read now
   * @throws PsephosError `follower/endpoints`, `follower/moved`; what a node answered
   */
  async next(): Promise<boolean> {
    try {
      const more = await this.#endpoints.run((client) => this.#next(client));
      this.#answers += 1;
      if (this.#answers % ANSWERS === 0) this.#range = Math.min(2 * this.#range, MOST_BLOCKS);
      return more;
    } catch (error) {
      // It may be the range that a node refuses, in words and codes that differ: some use that of a limit of rates.
      if (!(error instanceof Failure && error.code === "follower/moved"))
        this.#range = Math.max(Math.floor(this.#range / 2), 1);
      throw error;
    }
  }

  async #next(client: ChainReader): Promise<boolean> {
    const head = Number(await getBlockNumber(client, { cacheTime: 0 })) - this.#options.confirmations;
    if (head < 0) return false;
    this.#head = head;
    const from = this.#found.checkpoints.at(-1) ?? (await this.#begin(client));
    if (!from || (await this.#wasReplaced(client, head))) return from !== undefined;
    if (from.number >= head) return false;
    const to = Math.min(from.number + this.#range, head);
    const hash = await blockHash(client, to);
    const { contracts, namespace } = this.#options;
    const range = [BigInt(from.number + 1), BigInt(to)] as const;
    const events = await readEvents(client, contracts, ...range);
    const lists = this.#lists ?? (await readDeployment(client, contracts[0]!));
    const changes = await readListsChanges(client, lists, range);
    if (hash === undefined || (await blockHash(client, to)) !== hash)
      throw new Failure("follower/moved", "the EVM replaced blocks while they were read");
    this.#lists = lists;
    this.#found.add(byProcess(events, namespace));
    this.#found.addListsChanges(
      changes.map(({ blockNumber, blockHash, logIndex }) => ({
        block: Number(blockNumber),
        hash: blockHash,
        log: logIndex,
      })),
    );
    this.#found.advance({ number: to, hash });
    return to < head;
  }

  /** The block before the first one in which a process can have been created; undefined while no contract is active. */
  async #begin(client: ChainReader): Promise<Checkpoint | undefined> {
    const active = await Promise.all(this.#options.contracts.map((one) => activationBlock(client, one)));
    const blocks = active.filter((block) => block > 0n).map(Number);
    if (blocks.length === 0 || Math.min(...blocks) > this.#head!) return undefined;
    const number = Math.min(...blocks) - 1;
    const hash = await blockHash(client, number);
    if (hash === undefined) return undefined;
    this.#found.advance({ number, hash });
    return { number, hash };
  }

  /**
   * Compares the last block that was read with the EVM's. If it was replaced, goes back to the last one that was not. A node that has not got
   * that block yet is only behind: an older block is compared instead.
   */
  async #wasReplaced(client: ChainReader, head: number): Promise<boolean> {
    const { checkpoints } = this.#found;
    const seen = checkpoints.filter(({ number }) => number <= head);
    for (let i = seen.length - 1; i >= 0; i--) {
      const { number, hash } = seen[i]!;
      if ((await blockHash(client, number)) !== hash) continue;
      if (i === seen.length - 1) return false;
      this.#rewind(seen[i]);
      return true;
    }
    // All blocks that this node has are older than what was read: nothing shows that one was replaced.
    if (seen.length === 0) return false;
    this.#rewind(undefined);
    return true;
  }

  #rewind(to: Checkpoint | undefined): void {
    const lost = this.#found.checkpoints.at(-1)!.number;
    this.#found.rewind(to);
    this.#options.log.warn(
      { from: to?.number ?? null, to: lost },
      "the EVM replaced blocks: their events are read again",
    );
  }
}
