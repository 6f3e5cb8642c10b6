/** The last height on which the keykeeper acted, and its state root. After a restart the chain has to have the same history, or the keykeeper does nothing. */
import { Refusal } from "psephos";
import type { Hex } from "viem";
import type { Folder } from "./folder.js";

export interface Checkpoint {
  readonly height: number;
  readonly stateRoot: Hex;
}

const nameOf = (genesis: Hex): string => `chain-${genesis.slice(2, 18)}.json`;

const textOf = (genesis: Hex, { height, stateRoot }: Checkpoint): string =>
  `${JSON.stringify({ type: "psephos-keykeeper-chain", version: 1, genesis, height, stateRoot }, null, 1)}\n`;

/** @throws PsephosError `keykeeper/damaged`, and those of `Folder` */
export async function readCheckpoint(folder: Folder, genesis: Hex): Promise<Checkpoint | undefined> {
  const name = nameOf(genesis);
  const text = await folder.read(name);
  if (text === undefined) return undefined;
  let found: Checkpoint | undefined;
  try {
    found = JSON.parse(text) as Checkpoint;
  } catch {}
  if (!found || !Number.isSafeInteger(found.height) || textOf(genesis, found) !== text)
    throw new Refusal("keykeeper/damaged", `${folder.path}/${name} is damaged`, {
      hint: "Take it from your copy. Without it, the keykeeper does not notice that the chain has another history than before.",
    });
  return { height: found.height, stateRoot: found.stateRoot };
}

export const writeCheckpoint = (folder: Folder, genesis: Hex, checkpoint: Checkpoint): Promise<void> =>
  folder.replace(nameOf(genesis), textOf(genesis, checkpoint));
