/** Publishing files: their CIDs and content URIs, a CAR with their blocks, and pins at a Kubo and at a pinning service. */
import { openAsBlob } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Failure, formatContentUri, PAGES_MANIFEST } from "psephos";
import { type Added, addToCar } from "./ipfs/add.js";
import type { Profile } from "./ipfs/blocks.js";
import { type KuboOptions, kuboAddresses, pinCar } from "./ipfs/kubo.js";
import { type PinningService, type PinState, pinAt } from "./ipfs/pinning.js";

export interface PublishOptions {
  readonly profile: Profile;
  /** Where the CAR is written; it is not kept if left out. */
  readonly car?: string | undefined;
  readonly kubo?: KuboOptions | undefined;
  readonly service?: PinningService | undefined;
}

export type Published = Added & {
  /** Of a file `ipfs://CID!SHA3-256`; of a folder `ipfs://CID`. */
  readonly uri: string;
  /** Of a folder of pages: the content URI of their manifest, which an election announces. */
  readonly pages: string | null;
  /** Whether the Kubo has it and keeps it. */
  readonly kubo: boolean;
  /** What the pinning service says of it. */
  readonly service: PinState | null;
};

/** How others name what was added. */
function urisOf(added: Added): Pick<Published, "uri" | "pages"> {
  const address = `ipfs://${added.cid}`;
  if ("hash" in added)
    return { uri: formatContentUri({ addresses: [address], hash: added.hash }), pages: null };
  const { manifest } = added;
  const pages =
    manifest === null
      ? null
      : formatContentUri({ addresses: [`${address}/${PAGES_MANIFEST}`], hash: manifest });
  return { uri: address, pages };
}

/** @throws PsephosError `network/kubo`: it pinned something else */
function ensurePinned(added: readonly Added[], pinned: readonly string[]): void {
  if (!added.every(({ cid }) => pinned.includes(cid)))
    throw new Failure("network/kubo", "Kubo did not pin all files");
}

/**
 * Publishes files and folders.
 * @throws PsephosError `network/file`, `network/kubo`, `network/pinning`, `network/token`
 */
export async function publishFiles(
  paths: readonly string[],
  { profile, car, kubo, service }: PublishOptions,
): Promise<Published[]> {
  const folder = car === undefined ? await mkdtemp(join(tmpdir(), "psephos-publish-")) : undefined;
  try {
    const path = car ?? join(folder!, "content.car");
    const added = await addToCar(paths, profile, path);
    if (kubo) ensurePinned(added, await pinCar(kubo, await openAsBlob(path)));
    const origins = kubo && service ? await kuboAddresses(kubo) : [];
    const published: Published[] = [];
    for (const file of added) {
      const state = service ? await pinAt(service, { cid: file.cid, name: file.name, origins }) : null;
      published.push({ ...file, ...urisOf(file), kubo: kubo !== undefined, service: state });
    }
    return published;
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}
