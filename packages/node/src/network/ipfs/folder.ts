/** What `ipfs add -r` makes of a folder: its files and folders, without those whose name begins with a dot. */
import { readdir } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { importer } from "ipfs-unixfs-importer";
import type { CID } from "multiformats/cid";
import { Failure, PAGES_MANIFEST } from "psephos";
import { type BlockSink, blocksInto, type Profile } from "./blocks.js";
import { type LookedAt, lookedAt } from "./pieces.js";

export interface AddedFolder {
  readonly path: string;
  readonly name: string;
  readonly cid: string;
  /** Of all files in it. */
  readonly bytes: number;
  readonly files: number;
  /** SHA3-256 of the manifest at its root, if it is a folder of pages. */
  readonly manifest: string | null;
}

interface Entry {
  /** Within the folder, with / between. */
  readonly name: string;
  readonly folder: boolean;
}

/** Everything in a folder, in one order on each machine. @throws PsephosError `network/file` */
async function entriesOf(root: string, inside = ""): Promise<Entry[]> {
  const found = await readdir(join(root, inside), { withFileTypes: true }).catch((cause: unknown) => {
    throw new Failure("network/file", `the folder ${join(root, inside)} cannot be read`, { cause });
  });
  const entries: Entry[] = [];
  for (const one of found.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (one.name.startsWith(".")) continue;
    const name = inside === "" ? one.name : `${inside}/${one.name}`;
    const folder = one.isDirectory();
    if ((!folder && !one.isFile()) || one.name.includes("\\"))
      throw new Failure(
        "network/file",
        `${join(root, name)} is neither a file nor a folder with a plain name`,
        {
          hint: "A link is not followed: put the file itself there.",
        },
      );
    entries.push({ name, folder }, ...(folder ? await entriesOf(root, name) : []));
  }
  return entries;
}

/**
 * A folder's CID. The blocks come in one order, so that a CAR of them is the same on each machine.
 * @throws PsephosError `network/file`
 */
export async function addFolder(path: string, profile: Profile, sink: BlockSink): Promise<AddedFolder> {
  const entries = await entriesOf(path);
  const looked = new Map<string, LookedAt>();
  const candidates = entries.map(({ name, folder }) => {
    if (folder) return { path: name };
    const file = lookedAt(join(path, name));
    looked.set(name, file);
    return { path: name, content: file.pieces() };
  });
  const options = { profile, wrapWithDirectory: true, fileImportConcurrency: 1, blockWriteConcurrency: 1 };
  let root: CID | undefined;
  for await (const { cid } of importer(candidates, blocksInto(sink), options)) root = cid as CID;
  if (!root || looked.size === 0) throw new Failure("network/file", `the folder ${path} has no files`);
  const files = [...looked.values()];
  return {
    path,
    name: basename(resolve(path)),
    cid: root.toString(),
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
    files: files.length,
    manifest: looked.get(PAGES_MANIFEST)?.hash() ?? null,
  };
}
