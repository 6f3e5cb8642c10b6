/**
 * What `ipfs add` makes of files: the same blocks and the same CIDs, without a Kubo. UnixFS, blocks of at most 256 KiB or 1 MiB, balanced trees.
 * The two profiles are those of IPIP-499; Kubo has them under the same names.
 */
import { open, stat } from "node:fs/promises";
import { basename } from "node:path";
import { CarWriter } from "@ipld/car";
import { importByteStream } from "ipfs-unixfs-importer";
import { CID } from "multiformats/cid";
import { Failure } from "psephos";
import { type BlockSink, blocksInto, type Profile } from "./blocks.js";
import { type AddedFolder, addFolder } from "./folder.js";
import { lookedAt } from "./pieces.js";

export interface AddedFile {
  readonly path: string;
  /** The file's own name. */
  readonly name: string;
  readonly cid: string;
  readonly bytes: number;
  /** SHA3-256 as content URIs write it. */
  readonly hash: string;
}

export type Added = AddedFile | AddedFolder;

/** The CID that `ipfs add` gives these bytes. @param sink gets the blocks, children first */
export async function addBytes(
  bytes: AsyncIterable<Uint8Array>,
  profile: Profile,
  sink: BlockSink = async () => {},
): Promise<CID> {
  const { cid } = await importByteStream(bytes, blocksInto(sink), { profile });
  return cid as CID;
}

/** A file's CID and SHA3-256, in one pass. @throws PsephosError `network/file` */
export async function addFile(path: string, profile: Profile, sink?: BlockSink): Promise<AddedFile> {
  const file = lookedAt(path);
  const cid = await addBytes(file.pieces(), profile, sink);
  return { path, name: basename(path), cid: cid.toString(), bytes: file.bytes, hash: file.hash() };
}

const isFolder = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isDirectory() ?? false;

/** A file, or a folder with all that is in it. @throws PsephosError `network/file` */
export const addPath = async (
  path: string,
  profile: Profile,
  sink: BlockSink = async () => {},
): Promise<Added> => ((await isFolder(path)) ? addFolder(path, profile, sink) : addFile(path, profile, sink));

/** A CID of the profile's form: a header with it has the length of the header with the final CIDs. */
const placeholder = (profile: Profile): CID =>
  profile === "unixfs-v0-2015"
    ? CID.parse("QmbFMke1KXqnYyBBWxB74N4c5SBnJMVAiMNRcGu6x1AwQH")
    : CID.parse("bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku");

/**
 * Adds files and folders, and writes their blocks as one CAR file (version 1) with a root for each, in their order.
 * @param car a path; a file that is there is replaced
 * @throws PsephosError `network/file`
 */
export async function addToCar(paths: readonly string[], profile: Profile, car: string): Promise<Added[]> {
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
    const added: Added[] = [];
    for (const path of paths) added.push(await addPath(path, profile, sink));
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
