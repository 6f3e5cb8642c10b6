/** A file that the node keeps, given to its Kubo, which serves it to the network under the CIDs that its content URI names. */
import { CarBufferWriter } from "@ipld/car";
import type { CID } from "multiformats/cid";
import { parseContentUri } from "psephos";
import { addBytes } from "./add.js";
import { PROFILES, type Profile } from "./blocks.js";
import { type KuboOptions, pinAddress, pinCar } from "./kubo.js";

/** Reads the file from its beginning. */
export type FileSource = () => AsyncIterable<Uint8Array>;

const IPFS = "ipfs://";

/** A CAR of one file. */
async function carOf(source: FileSource, profile: Profile, root: CID): Promise<Blob> {
  const blocks: { cid: CID; bytes: Uint8Array }[] = [];
  await addBytes(source(), profile, async (cid, bytes) => void blocks.push({ cid, bytes }));
  const header = CarBufferWriter.headerLength({ roots: [root] });
  const length = blocks.reduce((sum, block) => sum + CarBufferWriter.blockLength(block), header);
  const writer = CarBufferWriter.createWriter(new ArrayBuffer(length), { roots: [root] });
  for (const block of blocks) writer.write(block);
  return new Blob([writer.close() as Uint8Array<ArrayBuffer>]);
}

/**
 * Pins a file under each IPFS address of its content URI. A CID that `ipfs add` gives with one of its profiles needs no network; another one, or a path, Kubo has to find.
 * @throws PsephosError `network/kubo`
 */
export async function republish(kubo: KuboOptions, uri: string, source: FileSource): Promise<void> {
  const addresses = parseContentUri(uri).addresses.filter((address) => address.startsWith(IPFS));
  const wanted = new Set(addresses.map((address) => address.slice(IPFS.length)));
  for (const profile of PROFILES) {
    if (wanted.size === 0) return;
    const root = await addBytes(source(), profile);
    if (!wanted.delete(root.toString())) continue;
    await pinCar(kubo, await carOf(source, profile, root));
  }
  for (const address of wanted) await pinAddress(kubo, address);
}
