/**
 * Files of IPFS from gateways that nobody trusts: a gateway is asked for the blocks (a CAR, as the Trustless Gateway specification has it), each block must have the
 * hash in its CID, and the file is put together from the address's own CID. Nothing that a gateway says is believed.
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import { CarBlockIterator } from "@ipld/car";
import { exporter } from "ipfs-unixfs-exporter";
import { base58btc } from "multiformats/bases/base58";
import { equals } from "multiformats/bytes";
import type { CID } from "multiformats/cid";
import { sha256 } from "multiformats/hashes/sha2";
import { type IpfsForm, PsephosError, Refusal } from "psephos";

/** Gateways that give blocks, used when none is named. */
export const TRUSTLESS_GATEWAYS: readonly string[] = [
  "https://trustless-gateway.link/ipfs/",
  "https://ipfs.io/ipfs/",
  "https://dweb.link/ipfs/",
];

/** Blocks of a file: their own heads and those of the tree, for a file of so many bytes. */
const overhead = (bytes: number): number => 65_536 + Math.ceil(bytes / 8);
/** Reads of blocks: a small tree may name one block a billion times. `ipfs add` makes blocks of 256 KiB and more; 16 KiB are enough here. */
const mostReads = (bytes: number): number => 1000 + Math.ceil(bytes / 16_384);
/** So many blocks are hashed or read before others get their turn. */
const TURN = 16;

const refused = (rule: string, cause?: unknown) =>
  new Refusal("network/car", `answered with a CAR that is refused: ${rule}`, cause ? { cause } : {});

const nameOf = ({ multihash }: CID): string => base58btc.encode(multihash.bytes);

/** The blocks of a CAR, by their hashes; each is checked. @throws PsephosError `network/car` */
async function blocksOf(car: Uint8Array): Promise<Map<string, Uint8Array>> {
  const blocks = new Map<string, Uint8Array>();
  let count = 0;
  try {
    for await (const { cid, bytes } of await CarBlockIterator.fromBytes(car)) {
      if (cid.multihash.code !== sha256.code) throw refused("a block's hash is not SHA-256");
      const { digest } = await sha256.digest(bytes);
      if (!equals(digest, cid.multihash.digest)) throw refused("a block has another hash than its CID");
      blocks.set(nameOf(cid), bytes);
      if (++count % TURN === 0) await nextTurn();
    }
  } catch (cause) {
    if (cause instanceof PsephosError) throw cause;
    throw refused("it is malformed or cut off", cause);
  }
  return blocks;
}

/** An address's path, as IPFS has it: a URI's is percent-encoded. @throws PsephosError `network/car` */
function pathOf(address: string): string {
  let parts: string[];
  try {
    parts = address.split("/").map(decodeURIComponent);
  } catch (cause) {
    throw refused("its address is not percent-encoded UTF-8", cause);
  }
  if (parts.some((part) => part === "" || part.includes("/"))) throw refused("its address has an empty part");
  return parts.join("/");
}

/**
 * The file that an address names, from a CAR with its blocks.
 * @param address `CID` or `CID/path`, without `ipfs://`
 * @throws PsephosError `network/car`: malformed, a false or missing block, more than `maxBytes`, no file at the address
 */
export async function fileOfCar(address: string, car: Uint8Array, maxBytes: number): Promise<Uint8Array> {
  const blocks = await blocksOf(car);
  let reads = 0;
  const store = {
    async *get(cid: CID) {
      if (++reads > mostReads(maxBytes)) throw refused("its tree names too many blocks");
      if (reads % TURN === 0) await nextTurn();
      const block = blocks.get(nameOf(cid));
      if (!block) throw refused("a block is missing");
      yield block;
    },
  };
  const pieces: Uint8Array[] = [];
  let length = 0;
  try {
    const entry = await exporter(pathOf(address), store);
    if (entry.type !== "file" && entry.type !== "raw") throw refused("the address does not name a file");
    for await (const piece of entry.content({ blockReadConcurrency: 1 })) {
      length += piece.length;
      if (length > maxBytes) throw refused(`the file has more than ${maxBytes} bytes`);
      pieces.push(piece);
    }
  } catch (cause) {
    if (cause instanceof PsephosError) throw cause;
    throw refused("its blocks do not make a file", cause);
  }
  return Buffer.concat(pieces, length);
}

/** How `fetchContent` reads from gateways that need not be trusted. */
export const VERIFIED_IPFS: IpfsForm = {
  query: "?format=car&dag-scope=entity",
  accept: "application/vnd.ipld.car",
  overhead,
  open: (address, answer, maxBytes) => fileOfCar(address, answer, maxBytes),
};
