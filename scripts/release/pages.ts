/**
 * The pages of a release: built twice, in two folders, which have to be the same byte for byte; their manifest, their CID, and a CAR with their blocks. Anyone makes the
 * same CID again: `npm run build:web`, then `psephos publish build/web --profile unixfs-v1-2025`.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addToCar } from "../../packages/node/src/network/index.js";
import type { ReleasedPages } from "../../src/cli/audit/released-pages.js";
import { ensure } from "../../src/errors/index.js";
import { contentHash, PAGES_MANIFEST } from "../../src/process/index.js";

/** How CIDs of pages are made: of version 1, as the names of subdomain gateways need it. */
export const PAGES_PROFILE = "unixfs-v1-2025";

export interface MadePages extends ReleasedPages {
  /** Files for the release, by their names. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/**
 * @param build writes the pages into an empty folder
 * @throws PsephosError `release/pages`: two builds are not the same; `network/file`
 */
export async function makePages(version: string, build: (folder: string) => void): Promise<MadePages> {
  const folder = mkdtempSync(join(tmpdir(), "psephos-release-pages-"));
  try {
    const make = async (name: string) => {
      const place = join(folder, name);
      build(place);
      const [added] = await addToCar([place], PAGES_PROFILE, `${place}.car`);
      const manifest = readFileSync(join(place, PAGES_MANIFEST));
      return { cid: added!.cid, manifest, car: readFileSync(`${place}.car`) };
    };
    const { cid, manifest, car } = await make("one");
    const again = await make("another-folder");
    ensure(
      cid === again.cid && car.equals(again.car),
      "release/pages",
      `two builds of the pages are not the same: ${cid} and ${again.cid}`,
      "Something of the folder is in them: npm run build:web -- --outDir FOLDER, into two, and compare their pages.json.",
    );
    const files = new Map([
      [`psephos-pages-${version}.car`, car],
      [`psephos-${PAGES_MANIFEST}`, manifest],
    ]);
    return { version, manifest: contentHash(manifest), cid, files };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
