/** The chain's own record: its height, and how many processes it has. */
import { decodeCbor, encodeCbor } from "./cbor.js";
import type { Draft, Reader } from "./store.js";

export interface ChainRecord {
  /** Of the last block; 0 before the first. */
  readonly height: number;
  readonly processes: number;
}

const KEY = "chain";

export function readChain(reader: Reader): ChainRecord {
  const [height, processes] = decodeCbor(reader.get(KEY)!, "the chain") as readonly number[];
  return { height: height!, processes: processes! };
}

export const writeChain = (draft: Draft, { height, processes }: ChainRecord): void =>
  draft.put(KEY, encodeCbor([height, processes]));
