/** What every ordering says when it starts and stops. */
import { Failure } from "psephos";
import type { Head } from "psephos/api";
import type { Ledger } from "psephos/ledger";
import type { NodeStore } from "../store/index.js";

export const starting = (): Failure => new Failure("ordering/catching-up", "the node is starting");

export const stopping = (): Failure =>
  new Failure("ordering/stopping", "the node is stopping", {
    hint: "Send it again when the node runs again.",
  });

/**
 * Checks that a store's state is that of its last block.
 * @param head of the state
 * @param hint what an operator does if it is not
 * @throws PsephosError `ordering/store-disagrees`
 */
export function ensureStoreAgrees(store: NodeStore, ledger: Ledger, head: Head, hint: string): void {
  const { height } = store;
  const block = store.block(height);
  if (ledger.height === height && (!block || block.stateRoot === head.stateRoot)) return;
  throw new Failure(
    "ordering/store-disagrees",
    `the store's last block is ${height}, but its state is that of block ${ledger.height} or has another root`,
    { hint },
  );
}
