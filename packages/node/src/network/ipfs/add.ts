/**
 * What `ipfs add` makes of files: the same blocks and the same CIDs, without a Kubo. UnixFS, blocks of at most 256 KiB or 1 MiB, balanced trees.
 * The two profiles are those of IPIP-499; Kubo has them under the same names.
 */
import { open } from "node:fs/promises";
import { basename } from "node:path";
import { CarWriter } from "@ipld/car";
import { importByteStream } from "ipfs-unixfs-importer";
import { CID } from "multiformats/cid";
import { Failure } from "psephos";

/** `unixfs-v0-2015`: `ipfs add` without options (Qm…). `unixfs-v1-2025`: CIDs of version 1 (bafy…, bafk…). */
export const PROFILES = ["unixfs-v0-2015", "unixfs-v1-2025"] as const;
export type Profile = (typeof PROFILES)[number];

export interface AddedFile {
  readonly path: string;
  /** The file's own name. */
  readonly name: string;
  readonly cid: string;
  readonly bytes: number;
  /** SHA3-256 as content URIs write it. */
  readonly hash: string;
}

/** Takes each block once. */
export type BlockSink = (cid: CID, bytes: Uint8Array) => Promise<void>;

/** The CID that `ipfs add` gives these bytes. @param sink gets the blocks, children first */
export async function addBytes(
  bytes: AsyncIterable<Uint8Array>,
  profile: Profile,
  sink: BlockSink = async () => {},
): Promise<CID> {
  const seen = new Set<string>();
  const put = async (cid: CID, block: Uint8Array | AsyncIterable<Uint8Array> | Iterable<Uint8Array>) => {
    const name = cid.toString();
    if (!seen.has(name)) {
      seen.add(name);
      await sink(cid, block as Uint8Array);
    }
    return cid;
  };
  const { cid } = await importByteStream(bytes, { put }, { profile });
  return cid as CID;
}

const PIECE = 2 ** 20;

/** The bytes of a file, each piece told to `look` first. @throws PsephosError `network/file` */
async function* piecesOf(path: string, look: (piece: Uint8Array) => void): AsyncGenerator<Uint8Array> {
  const file = await open(path, "r").catch((cause: unknown) => {
    throw new Failure("network/file", `the file ${path} cannot be read`, { cause });
  });
  try {
    for (;;) {
      const { bytesRead, buffer } = await file.read(new Uint8Array(PIECE), 0, PIECE, null);
      if (bytesRead === 0) return;
      const piece = buffer.subarray(0, bytesRead);
      look(piece);
      yield piece;
    }
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw new Failure("network/file", `the file ${path} cannot be read to its end`, { cause });
  } finally {
    await file.close();
  }
}

/** A file's CID and SHA3-256, in one pass. @throws PsephosError `network/file` */
export async function addFile(path: string, profile: Profile, sink?: BlockSink): Promise<AddedFile> {
  const { createHash } = await import("node:crypto");
  const hash = createHash("sha3-256");
  let bytes = 0;
  const look = (piece: Uint8Array) => {
    hash.update(piece);
    bytes += piece.length;
  };
  const cid = await addBytes(piecesOf(path, look), profile, sink);
  return { path, name: basename(path), cid: cid.toString(), bytes, hash: hash.digest("hex") };
}

/** A CID of the profile's form: a header with it has the length of the header with the final CIDs. */
const placeholder = (profile: Profile): CID =>
  profile === "unixfs-v0-2015"
    ? CID.parse("QmbFMke1KXqnYyBBWxB74N4c5SBnJMVAiMNRcGu6x1AwQH")
    : CID.parse("bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku");

/**
 * Adds files and writes their blocks as one CAR file (version 1) with a root for each, in their order.
 * @param car a path; a file that is there is replaced
 * @throws PsephosError `network/file`
 */
export async function addToCar(
  paths: readonly string[],
  profile: Profile,
  car: string,
): Promise<AddedFile[]> {
  const file = await open(car, "w+").catch((cause: unknown) => {
    throw new Failure("network/file", `the CAR file ${car} cannot be written`, { cause });
  });
  try {
    const { writer, out } = CarWriter.create(paths.map(() => placeholder(profile)));
    const writing = (async () => {
      for await (const piece of out) await file.writev([piece]);
    })();
    // A disk that is full is told by the next write, or at the end.
    writing.catch(() => {});
    const seen = new Set<string>();
    const sink: BlockSink = async (cid, bytes) => {
      if (seen.has(cid.toString())) return;
      seen.add(cid.toString());
      await Promise.race([writer.put({ cid, bytes }), writing]);
    };
    const added: AddedFile[] = [];
    for (const path of paths) added.push(await addFile(path, profile, sink));
    await Promise.race([writer.close(), writing]);
    await writing;
    await CarWriter.updateRootsInFile(
      file,
      added.map(({ cid }) => CID.parse(cid)),
    );
    await file.sync();
    return added;
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw new Failure("network/file", `the CAR file ${car} cannot be written`, { cause });
  } finally {
    await file.close();
  }
}
