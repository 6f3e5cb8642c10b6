/**
 * Restores a snapshot that other nodes offer. The engine's light client says which root it must have; here its chunks are held to its hashes, everything that follows from
 * them is computed again, and the root with it, before the node takes it for its state. What does not hold is refused by name, and the engine tries another one.
 */
import { Failure, PsephosError, Refusal } from "psephos";
import { type CheckedGenesis, type Ledger, Restoration } from "psephos/ledger";
import { bytesToHex, type Hex } from "viem";
import type { NodeStore, RestoringState } from "../../store/index.js";
import {
  ResponseApplySnapshotChunk_Result as Applied,
  ResponseOfferSnapshot_Result as Offer,
} from "./generated/tendermint/abci/types_pb.js";
import { decodeSnapshot, type OfferedSnapshot } from "./snapshot-form.js";
import type { Validators } from "./validators.js";

export interface SnapshotRestoreOptions {
  readonly genesis: CheckedGenesis;
  readonly store: NodeStore;
  readonly validators: Validators;
  /** The node has the state of a snapshot. */
  restored(height: number): void;
  /** A snapshot, or a chunk of one, is refused. */
  refused(error: PsephosError): void;
}

interface UnderWay {
  readonly height: number;
  readonly chunks: readonly Hex[];
  readonly restoring: RestoringState;
  readonly restoration: Restoration;
  /** Who sent chunks that its hashes name. */
  readonly senders: Set<string>;
}

export interface AppliedChunk {
  readonly result: Applied;
  readonly refetchChunks?: number[];
  readonly rejectSenders?: string[];
}

export class SnapshotRestore {
  readonly #options: SnapshotRestoreOptions;
  #underWay: UnderWay | undefined;

  constructor(options: SnapshotRestoreOptions) {
    this.#options = options;
  }

  /** @param appHash the root that the validators signed for its height, as the engine's light client found it */
  offer(offered: OfferedSnapshot | undefined, appHash: Uint8Array): { readonly result: Offer } {
    const { genesis, store } = this.#options;
    this.#drop();
    try {
      if (!offered) throw new Refusal("comet/snapshot", "the engine offers no snapshot");
      const { height, chunks } = decodeSnapshot(genesis, offered);
      const manifest = {
        genesisHash: bytesToHex(genesis.hash),
        height,
        stateRoot: bytesToHex(appHash),
        chunks,
      };
      const restoring = store.restore();
      const restoration = new Restoration(genesis, manifest, restoring.state);
      this.#underWay = { height, chunks, restoring, restoration, senders: new Set() };
      return { result: Offer.ACCEPT };
    } catch (error) {
      this.#refuse(Number(offered?.height ?? 0), error);
      return { result: Offer.REJECT };
    }
  }

  apply(index: number, chunk: Uint8Array, sender: string): AppliedChunk {
    const underWay = this.#underWay;
    if (!underWay || index !== underWay.restoration.count) return { result: Applied.REJECT_SNAPSHOT };
    const { height, chunks, restoration, senders } = underWay;
    try {
      restoration.add(chunk);
      senders.add(sender);
      if (restoration.count === chunks.length) this.#finish(underWay);
      return { result: Applied.ACCEPT };
    } catch (error) {
      this.#refuse(height, error);
      const isWrong = error instanceof PsephosError && error.code.startsWith("ledger/");
      // Its sender did not send what the snapshot names: others may have it.
      if (isWrong && error.code === "ledger/snapshot-chunk")
        return { result: Applied.RETRY, refetchChunks: [index], rejectSenders: [sender] };
      this.#drop();
      // Whoever sent chunks that its hashes name offers it, as it is.
      return { result: Applied.REJECT_SNAPSHOT, rejectSenders: isWrong ? [...senders, sender] : [] };
    }
  }

  #finish({ height, restoration, restoring }: UnderWay): void {
    const { validators } = this.#options;
    const ledger: Ledger = restoration.finish();
    restoring.adopt(height, () => validators.restore(ledger.state));
    this.#underWay = undefined;
    this.#options.restored(height);
  }

  #drop(): void {
    try {
      this.#underWay?.restoring.discard();
    } catch (error) {
      this.#refuse(this.#underWay!.height, error); // the next one begins with dropping it
    }
    this.#underWay = undefined;
  }

  #refuse(height: number, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    const what = `the snapshot of block ${height} is not taken: ${reason}`;
    const isRefusal = error instanceof PsephosError && error.kind === "refused";
    this.#options.refused(
      isRefusal
        ? new Refusal("comet/snapshot", what, { cause: error })
        : new Failure("comet/snapshot-failed", what, { cause: error }),
    );
  }
}
