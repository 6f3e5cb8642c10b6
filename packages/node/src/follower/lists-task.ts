/**
 * The work on the chain's lists: when the Genesis contract has changed oracles, their quorum or validators, the oracle attests the lists as they are now.
 *
 * The contract has no keykeepers: those of the chain stay. A list of validators that is empty in the contract says nothing, and those of the chain stay as well.
 */
import { PsephosError, Refusal } from "psephos";
import { type ChainLists, type ListsPlace, readChainLists } from "psephos/contracts";
import { type Lists, presentLists, saidAbout, ZERO_32 } from "psephos/ledger";
import type { Hex } from "viem";
import { told } from "./errors.js";
import type { ListsStatus, Waiting } from "./options.js";
import type { Tools } from "./task.js";

/** Milliseconds between two looks while other oracles or a block are awaited, or after a failure. */
const SHORT_MS = 500;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** An ed25519 public key. */
const VALIDATOR = /^0x[0-9a-f]{64}$/;

const isSame = (one: readonly Hex[], other: readonly Hex[]): boolean =>
  one.length === other.length && one.every((value) => other.includes(value));

/** The chain's lists after a change. @throws PsephosError `follower/lists` */
function listsAfter(present: Lists, { oracles, quorum, validators }: ChainLists): Lists {
  if (validators.some((key) => !VALIDATOR.test(key)))
    throw new Refusal("follower/lists", "the Genesis contract names a validator whose key is not 32 bytes", {
      hint: "The owner of the contract has to correct it: the voting chain's lists stay as they are.",
    });
  // The order decides nothing: lists that have the same members are not attested again.
  return {
    oracles: isSame(present.oracles, oracles) ? present.oracles : oracles,
    quorum,
    keykeepers: present.keykeepers,
    validators:
      validators.length === 0 || isSame(present.validators, validators) ? present.validators : validators,
  };
}

export class ListsTask {
  readonly #tools: Tools;
  /** Where the lists are; undefined until an endpoint has told. */
  readonly #place: () => ListsPlace | undefined;
  #waiting: Waiting = "nothing";
  #error: ListsStatus["error"] = null;
  #failures = 0;
  #busy = false;
  #until = 0;
  /** What the contract had, after which of its changes. */
  #read: { readonly key: string; readonly lists: ChainLists } | undefined;

  constructor(tools: Tools, place: () => ListsPlace | undefined) {
    this.#tools = tools;
    this.#place = place;
  }

  get isDue(): boolean {
    return !this.#busy && Date.now() >= this.#until && this.#tools.found.listsChanges.length > 0;
  }

  get status(): ListsStatus {
    const last = this.#tools.found.listsChanges.at(-1);
    return { changed: last?.block ?? null, waiting: this.#waiting, error: this.#error };
  }

  /** Does what can be done now. Never rejects. */
  async step(): Promise<void> {
    this.#busy = true;
    try {
      this.#waiting = await this.#work();
      this.#failures = 0;
      this.#error = null;
      this.#until = Date.now() + SHORT_MS;
    } catch (error) {
      const pause = Math.min(FIRST_PAUSE_MS * 2 ** this.#failures, LONGEST_PAUSE_MS);
      this.#failures += 1;
      this.#read = undefined;
      this.#waiting = "retry";
      this.#until = Date.now() + pause;
      this.#error = { ...told(error), retryAt: this.#until };
      this.#tools.options.log.warn({ code: this.#error.code, pause }, this.#error.message);
    } finally {
      this.#busy = false;
    }
  }

  async #work(): Promise<Waiting> {
    const { endpoints, found, options, words } = this.#tools;
    const place = this.#place();
    const last = found.listsChanges.at(-1);
    const read = found.checkpoints.at(-1);
    if (!place || !last || !read) return "nothing";
    const key = `${found.generation} ${last.hash} ${last.log}`;
    // After the last change nothing else has changed: the state after the last block that was read will do, which every node still has.
    if (this.#read?.key !== key)
      this.#read = {
        key,
        lists: await endpoints.run((client) => readChainLists(client, place, read.hash), this.#failures),
      };
    const state = options.state();
    const present = presentLists(state);
    const lists = listsAfter(present, this.#read.lists);
    const isThere =
      isSame(present.oracles, lists.oracles) &&
      present.quorum === lists.quorum &&
      isSame(present.validators, lists.validators);
    if (isThere) return "nothing";
    if (!words || !present.oracles.includes(words.address)) return "account";
    const { sequence } = saidAbout(state, ZERO_32);
    try {
      return await words.say({
        ...{ subject: ZERO_32, sequence, evmBlock: last.hash },
        statement: { kind: "lists", lists },
      });
    } catch (error) {
      // Other oracles' attestations became final meanwhile.
      const past =
        error instanceof PsephosError && ["ledger/attested", "ledger/sequence"].includes(error.code);
      if (past) return "recorded";
      throw error;
    }
  }
}
