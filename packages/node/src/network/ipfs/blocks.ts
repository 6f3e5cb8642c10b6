/** How the blocks of files and folders are made, and where they go. */
import type { CID } from "multiformats/cid";

/** `unixfs-v0-2015`: `ipfs add` without options (Qm…). `unixfs-v1-2025`: CIDs of version 1 (bafy…, bafk…). */
export const PROFILES = ["unixfs-v0-2015", "unixfs-v1-2025"] as const;
export type Profile = (typeof PROFILES)[number];

/** Takes each block once. */
export type BlockSink = (cid: CID, bytes: Uint8Array) => Promise<void>;

/** Gives a sink each block that the importer puts, once. */
export function blocksInto(sink: BlockSink) {
  const seen = new Set<string>();
  return {
    async put(cid: CID, block: Uint8Array | AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<CID> {
      const name = cid.toString();
      if (!seen.has(name)) {
        seen.add(name);
        await sink(cid, block as Uint8Array); // the importer puts whole blocks
      }
      return cid;
    },
  };
}
