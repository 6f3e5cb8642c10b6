/**
 * The last height on which the keykeeper acted, and its state root. After a restart the chain has to have the same history, or the keykeeper does nothing.
 * The file is authentic (a tag under the folder's key): up to this height the proofs and signatures of the blocks are not checked a second time.
 */
import { Refusal } from "psephos";
import type { Hex } from "viem";
import type { Folder } from "./folder.js";
import { open, type Sealed, seal } from "./sealing.js";

export interface Checkpoint {
  readonly height: number;
  readonly stateRoot: Hex;
}

const nameOf = (genesis: Hex): string => `chain-${genesis.slice(2, 18)}.json`;

const clearText = (genesis: Hex, { height, stateRoot }: Checkpoint): string =>
  JSON.stringify({ type: "psephos-keykeeper-chain", version: 1, genesis, height, stateRoot });

const fileText = (clear: string, { nonce, sealed }: Sealed): string =>
  `${JSON.stringify({ ...JSON.parse(clear), nonce, sealed }, null, 1)}\n`;

/** The checkpoint of a chain in a folder. */
export class Checkpoints {
  readonly #folder: Folder;
  readonly #key: Uint8Array;
  readonly #genesis: Hex;

  /** @param key of the folder's files */
  constructor(folder: Folder, key: Uint8Array, genesis: Hex) {
    this.#folder = folder;
    this.#key = key;
    this.#genesis = genesis;
  }

  /** @throws PsephosError `keykeeper/damaged`, and those of `Folder` */
  async read(): Promise<Checkpoint | undefined> {
    const name = nameOf(this.#genesis);
    const text = await this.#folder.read(name);
    if (text === undefined) return undefined;
    try {
      const { height, stateRoot, nonce, sealed } = JSON.parse(text) as Checkpoint & Sealed;
      const clear = clearText(this.#genesis, { height, stateRoot });
      const same = fileText(clear, { nonce, sealed }) === text;
      if (same && open(this.#key, clear, { nonce, sealed })) return { height, stateRoot };
    } catch {}
    throw new Refusal("keykeeper/damaged", `${this.#folder.path}/${name} is damaged, or another folder's`, {
      hint: "Take it from your copy. Without it, the keykeeper does not notice that the chain has another history than before.",
    });
  }

  /** @throws PsephosError `keykeeper/write` */
  async write(checkpoint: Checkpoint): Promise<void> {
    const clear = clearText(this.#genesis, checkpoint);
    await this.#folder.replace(
      nameOf(this.#genesis),
      fileText(clear, seal(this.#key, clear, new Uint8Array())),
    );
  }
}
