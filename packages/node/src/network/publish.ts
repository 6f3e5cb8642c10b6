/** Publishing files: their CIDs and content URIs, a CAR with their blocks, and pins at a Kubo and at a pinning service. */
import { openAsBlob } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Failure, formatContentUri } from "psephos";
import { type AddedFile, addToCar, type Profile } from "./ipfs/add.js";
import { type KuboOptions, kuboAddresses, pinCar } from "./ipfs/kubo.js";
import { type PinningService, type PinState, pinAt } from "./ipfs/pinning.js";

export interface PublishOptions {
  readonly profile: Profile;
  /** Where the CAR is written; it is not kept if left out. */
  readonly car?: string | undefined;
  readonly kubo?: KuboOptions | undefined;
  readonly service?: PinningService | undefined;
}

export interface PublishedFile extends AddedFile {
  /** `ipfs://CID!SHA3-256` */
  readonly uri: string;
  /** Whether the Kubo has it and keeps it. */
  readonly kubo: boolean;
  /** What the pinning service says of it. */
  readonly service: PinState | null;
}

/** @throws PsephosError `network/kubo`: it pinned something else */
function ensurePinned(added: readonly AddedFile[], pinned: readonly string[]): void {
  if (!added.every(({ cid }) => pinned.includes(cid)))
    throw new Failure("network/kubo", "Kubo did not pin all files");
}

/**
 * Publishes files.
 * @throws PsephosError `network/file`, `network/kubo`, `network/pinning`, `network/token`
 */
export async function publishFiles(
  paths: readonly string[],
  { profile, car, kubo, service }: PublishOptions,
): Promise<PublishedFile[]> {
  const folder = car === undefined ? await mkdtemp(join(tmpdir(), "psephos-publish-")) : undefined;
  try {
    const path = car ?? join(folder!, "content.car");
    const added = await addToCar(paths, profile, path);
    if (kubo) ensurePinned(added, await pinCar(kubo, await openAsBlob(path)));
    const origins = kubo && service ? await kuboAddresses(kubo) : [];
    const published: PublishedFile[] = [];
    for (const file of added) {
      const state = service ? await pinAt(service, { cid: file.cid, name: file.name, origins }) : null;
      const uri = formatContentUri({ addresses: [`ipfs://${file.cid}`], hash: file.hash });
      published.push({ ...file, uri, kubo: kubo !== undefined, service: state });
    }
    return published;
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}
