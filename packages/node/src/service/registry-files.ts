/** The files of censuses of registrations: each is written once when registration is over, into the folder of content. */
import { type LedgerState, type ProcessView, registrySnapshot } from "psephos/ledger";
import type { Hex } from "viem";
import type { ContentFolder } from "./content.js";

export class RegistryFiles {
  readonly #content: ContentFolder;
  readonly #hashes = new Map<Hex, Promise<string>>();

  constructor(content: ContentFolder) {
    this.#content = content;
  }

  /**
   * The hash of the file. The first caller has it written.
   * @throws PsephosError `ledger/no-registration`, `ledger/too-early`, `service/content-store`
   */
  hashOf(state: LedgerState, process: ProcessView): Promise<string> {
    const { processId } = process.record;
    const known = this.#hashes.get(processId);
    if (known) return known;
    const written = this.#content.put(registrySnapshot(state, process));
    this.#hashes.set(processId, written);
    written.catch(() => this.#hashes.delete(processId)); // the next caller tries again
    return written;
  }
}
