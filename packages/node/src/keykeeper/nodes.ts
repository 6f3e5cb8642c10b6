/** The nodes that the keykeeper asks: the first that answers is used, and one that lied is not asked again. */
import { Failure, PsephosError, type Refusal } from "psephos";
import type { Head, ValidatorsAnswer } from "psephos/api";
import type { ToldBlock } from "psephos/ledger";
import type { KeykeeperChain } from "./chain.js";

/** Milliseconds for one answer. */
const PATIENCE = 30_000;

export interface NodeStatus {
  readonly name: string;
  /** Of the last head that it gave; null before the first. */
  readonly height: number | null;
  /** Why it is not used; null if it answers. */
  readonly problem: string | null;
  /** Whether it gave blocks that are not the chain's: it is not asked again before the next start. */
  readonly distrusted: boolean;
}

export class Node {
  readonly chain: KeykeeperChain;
  height: number | null = null;
  problem: string | null = null;
  distrusted = false;

  constructor(chain: KeykeeperChain) {
    this.chain = chain;
  }

  get status(): NodeStatus {
    const { height, problem, distrusted } = this;
    return { name: this.chain.name, height, problem, distrusted };
  }
}

const textOf = (error: unknown): string =>
  error instanceof PsephosError
    ? `${error.code}: ${error.message}`
    : `it does not answer: ${(error as Error).message}`;

export class Nodes {
  readonly all: readonly Node[];
  readonly #onProblem: (node: Node) => void;

  /** @param onProblem told once for each new problem of a node */
  constructor(chains: readonly KeykeeperChain[], onProblem: (node: Node) => void) {
    this.all = chains.map((chain) => new Node(chain));
    this.#onProblem = onProblem;
  }

  get trusted(): readonly Node[] {
    return this.all.filter(({ distrusted }) => !distrusted);
  }

  fail(node: Node, error: unknown): void {
    const problem = textOf(error);
    if (node.problem === problem) return;
    node.problem = problem;
    this.#onProblem(node);
  }

  distrust(nodes: Iterable<Node>, error: Refusal): void {
    for (const node of nodes) {
      node.distrusted = true;
      this.fail(node, error);
    }
  }

  /**
   * Asks every node for its head; a node that gives none, or one that is refused with a code of the door, has a problem.
   * @param prove takes who validates now, on a chain of several: it is asked for if this is given
   */
  async heads(
    signal: AbortSignal,
    take: (head: Head) => void,
    prove?: (answer: ValidatorsAnswer) => void,
  ): Promise<void> {
    const answers = this.trusted.map(async (node) => {
      const { chain } = node;
      try {
        const [head, validators] = await Promise.all([
          chain.head(limited(signal)),
          prove ? chain.validators(limited(signal)) : undefined,
        ]);
        return { node, head, validators };
      } catch (error) {
        this.fail(node, error);
        return undefined;
      }
    });
    for (const answer of await Promise.all(answers)) {
      if (!answer) continue;
      const { node, head, validators } = answer;
      try {
        if (validators) prove?.(validators);
        take(head);
        node.height = head.height;
        node.problem = null;
      } catch (error) {
        if (!(error instanceof PsephosError) || !error.code.startsWith("api/")) throw error;
        this.fail(node, error);
      }
    }
  }

  /** Blocks from the first node that has the next one. @throws PsephosError `keykeeper/no-node` */
  async blocks(from: number, signal: AbortSignal): Promise<{ node: Node; blocks: readonly ToldBlock[] }> {
    for (const node of this.trusted) {
      try {
        const blocks = await node.chain.blocks(from, limited(signal));
        if (blocks[0]?.height === from) return { node, blocks };
      } catch (error) {
        this.fail(node, error);
      }
    }
    throw new Failure("keykeeper/no-node", `no node gives the block of height ${from}`, {
      hint: "Check that the nodes run, and their addresses.",
    });
  }

  /**
   * Hands a transaction to the first node that takes it.
   * @throws PsephosError `keykeeper/no-node`, or the rule with which a node refuses it
   */
  async submit(transaction: Uint8Array, signal: AbortSignal): Promise<void> {
    let refused: PsephosError | undefined;
    for (const node of this.trusted) {
      try {
        await node.chain.submit(transaction, limited(signal));
        return;
      } catch (error) {
        if (error instanceof PsephosError && error.kind === "refused") refused = error;
        else this.fail(node, error);
      }
    }
    throw (
      refused ??
      new Failure("keykeeper/no-node", "no node takes the keykeeper's transaction", {
        hint: "It is sent again. Check that the nodes run, and their addresses.",
      })
    );
  }
}

const limited = (signal: AbortSignal): AbortSignal =>
  AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]);
