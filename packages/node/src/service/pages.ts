/**
 * Answers of several megabytes on their way: together they have a bound, and each sender has a part of it, so that readers who do not read cost neither
 * the node's memory nor other readers' answers.
 */
import type { ServerResponse } from "node:http";
import type { FastifyReply, FastifyRequest } from "fastify";
import { Failure, Refusal } from "psephos";
import { later } from "./errors.js";
import { Budget, type Limits, senderOf } from "./limits.js";

/** Runs when an answer is sent or its connection has ended; at once if that was before. */
function whenOver(raw: ServerResponse, run: () => void): void {
  if (raw.closed || raw.destroyed) run();
  else raw.once("close", run);
}

export class Pages {
  readonly #limits: Limits;
  readonly #budget: Budget;
  /** Answers that are made or sent, by sender. */
  readonly #open = new Map<string, number>();

  constructor(limits: Limits) {
    this.#limits = limits;
    this.#budget = new Budget(limits.pages);
  }

  /**
   * Makes an answer within the bounds; its bytes count until it is sent, or its reader is cut.
   * @param most bytes that are set aside while it is made
   * @param make its text has one byte for each character
   * @throws PsephosError `service/rate`, `service/busy`
   */
  async make(
    { ip }: FastifyRequest,
    { raw }: FastifyReply,
    { most, make }: { readonly most: number; readonly make: () => Promise<string> },
  ): Promise<string> {
    whenOver(raw, this.#enter(senderOf(ip)));
    const timer = setTimeout(() => raw.destroy(), this.#limits.pageTime).unref();
    whenOver(raw, () => clearTimeout(timer));
    const giveBack = this.#take(most);
    let page: string;
    try {
      page = await make();
    } finally {
      giveBack();
    }
    whenOver(raw, this.#take(page.length));
    return page;
  }

  #enter(sender: string): () => void {
    const open = this.#open.get(sender) ?? 0;
    if (open >= this.#limits.senderPages)
      throw later(
        new Refusal("service/rate", "this address reads as many large answers as one may at once", {
          hint: "Read those that were asked for to their end first.",
        }),
        1,
      );
    this.#open.set(sender, open + 1);
    return () => {
      const left = this.#open.get(sender)! - 1;
      if (left > 0) this.#open.set(sender, left);
      else this.#open.delete(sender);
    };
  }

  #take(bytes: number): () => void {
    const giveBack = this.#budget.take(bytes);
    if (giveBack) return giveBack;
    throw later(
      new Failure("service/busy", "the node sends as much as it does at once", {
        hint: "Send it again after the seconds of Retry-After.",
      }),
      1,
    );
  }
}
