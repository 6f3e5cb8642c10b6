/** Room for the votes of an audited bundle: a file of the browser's for this site, in a worker. Where there is none, or it is full, room in memory. */
import { memoryScratch, type Scratch } from "../../src/ledger/index.js";

/** What a worker has of a file of this site. The types of pages have no such handle. */
interface SyncFile {
  read(bytes: Uint8Array, at: { readonly at: number }): number;
  write(bytes: Uint8Array, at: { readonly at: number }): number;
  close(): void;
}
interface SyncFileHandle {
  createSyncAccessHandle(): Promise<SyncFile>;
}

const PREFIX = "audit-";

export interface OpenScratch {
  readonly scratch: Scratch;
  /** Removes the file. */
  close(): Promise<void>;
}

/** Takes away what audits left whose page was closed before their end. One that another page still writes stays. */
async function removeOld(folder: FileSystemDirectoryHandle): Promise<void> {
  const names: string[] = [];
  for await (const [name] of folder as unknown as AsyncIterable<[string, unknown]>)
    if (name.startsWith(PREFIX)) names.push(name);
  for (const name of names) await folder.removeEntry(name).catch(() => undefined);
}

/** A scratch in a file; in memory from the first write that the file does not take. */
export function scratchIn(file: SyncFile): Scratch {
  const memory = memoryScratch();
  let [size, full] = [0, false];
  return {
    append(bytes) {
      try {
        if (!full && file.write(bytes, { at: size }) === bytes.length) {
          size += bytes.length;
          return size - bytes.length;
        }
      } catch {
        // The site's room is used up.
      }
      full = true;
      return size + memory.append(bytes);
    },
    read(at, length) {
      if (at >= size) return memory.read(at - size, length);
      const bytes = new Uint8Array(length);
      if (file.read(bytes, { at }) !== length)
        throw new Error("the browser's file is shorter than what was written");
      return bytes;
    },
  };
}

/** Opens room: of a worker alone. */
export async function openScratch(): Promise<OpenScratch> {
  try {
    const folder = await navigator.storage.getDirectory();
    await removeOld(folder);
    const name = `${PREFIX}${crypto.randomUUID()}`;
    const handle = await folder.getFileHandle(name, { create: true });
    const file = await (handle as unknown as SyncFileHandle).createSyncAccessHandle();
    return {
      scratch: scratchIn(file),
      async close() {
        file.close();
        await folder.removeEntry(name).catch(() => undefined);
      },
    };
  } catch {
    // No such files here: an old browser, a private window, a site without storage.
    return { scratch: memoryScratch(), close: async () => undefined };
  }
}
