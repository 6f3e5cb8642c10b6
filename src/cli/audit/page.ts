/** `--page`: the pages that a host serves, held to what the organiser's process announces, to a manifest that was given, and to this release. */
import { checkPages, type ExpectedPages, type FurtherCheck } from "../../audit/index.js";
import { ensureAble, PsephosError } from "../../errors/index.js";
import { processAtNode } from "../../lightclient/index.js";
import {
  contentHash,
  decryptMetadata,
  ENCRYPTED_METADATA_BYTES,
  fetchContent,
  isEncryptedMetadata,
  PAGES_LIMITS,
  PAGES_MANIFEST,
  type ProcessMetadata,
  parseContentUri,
  parseMetadata,
  parsePageManifest,
} from "../../process/index.js";
import type { Context } from "../context.js";
import { readBytes } from "../files.js";
import { type MetadataKey, readKey } from "../metadata/key.js";
import { type NodesOptions, openNode } from "../node-door.js";
import { assertProcessId } from "../options.js";
import { ofFile } from "../params-file.js";
import { openPages } from "./page-door.js";
import { RELEASED_PAGES } from "./released-pages.js";

export interface PageOptions extends MetadataKey {
  readonly page?: string;
  readonly pageManifest?: string;
}

/** What the process announces, and in words why there is nothing, or nothing that can be read. */
type Announced = { readonly uri: string } | { readonly why: string };

/** @throws PsephosError `cli/metadata-key` */
async function announcedIn(metadata: Uint8Array | undefined, options: PageOptions): Promise<Announced> {
  if (!metadata) return { why: "Its questions are not at hand, in which pages are announced." };
  const key = await readKey(options);
  let questions: ProcessMetadata;
  try {
    const encrypted = isEncryptedMetadata(metadata);
    if (encrypted && key === undefined)
      return { why: "Its questions are encrypted: give the key with --metadata-key." };
    questions = encrypted ? decryptMetadata(metadata, key!) : parseMetadata(metadata);
  } catch (error) {
    if (!(error instanceof PsephosError)) throw error;
    return { why: `Its questions cannot be read (${error.code}).` };
  }
  return questions.pages === undefined
    ? { why: "The process announces no pages." }
    : { uri: questions.pages };
}

/** The manifest of a content URI, if any of its addresses has it. */
async function fetched(uri: string, signal: AbortSignal): Promise<Uint8Array | undefined> {
  try {
    return (await fetchContent(uri, { maxBytes: PAGES_LIMITS.bytes, signal })).bytes;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof PsephosError) return undefined;
    throw error;
  }
}

/** @throws PsephosError `cli/read`, `process/page-manifest` */
async function givenManifest(path: string): Promise<ExpectedPages> {
  const bytes = await readBytes(path, "`npm run build:web` writes it to build/web/pages.json.");
  ofFile(path, () => parsePageManifest(bytes));
  return { by: `${path} names`, hash: contentHash(bytes), manifest: async () => bytes };
}

async function compare({ output, signal }: Context, announced: Announced, options: PageOptions) {
  const { page, pageManifest } = options;
  const door = await openPages(page!, signal);
  const given = pageManifest === undefined ? [] : [await givenManifest(pageManifest)];
  const expected: ExpectedPages[] = [...given];
  if ("uri" in announced) {
    const { uri } = announced;
    const manifest = () => fetched(uri, signal);
    expected.push({ by: "the process announces", hash: parseContentUri(uri).hash!, manifest });
  }
  const release = RELEASED_PAGES;
  const own = release && {
    by: `release ${release.version} has`,
    hash: release.manifest,
    manifest: () => fetched(`ipfs://${release.cid}/${PAGES_MANIFEST}!${release.manifest}`, signal),
  };
  if (expected.length === 0 && own) expected.push(own);
  const found = await output.step("Checking the pages", async (progress) =>
    checkPages(door, {
      expected,
      signal,
      onProgress: (done, total) => progress(`${done} of ${total} files`),
    }),
  );
  const isRelease = own && expected.every(({ hash }) => hash === own.hash);
  const unannounced = "why" in announced ? ` ${announced.why}` : "";
  const released = own
    ? isRelease
      ? ` They are those of release ${release.version}.`
      : ` They are not those of release ${release.version}: build them again from their sources and compare with --page-manifest.`
    : " This program is of no release, so it does not know the pages of one.";
  return {
    ...found,
    text: found.text + unannounced + released,
    figures: {
      ...found.figures,
      announced: "uri" in announced,
      release: isRelease ? release!.version : null,
    },
  };
}

/** The check of the pages in an audit of a bundle, if it was asked for. */
export function pageChecks(context: Context, options: PageOptions): FurtherCheck[] {
  if (options.page === undefined) return [];
  return [
    {
      check: "page",
      run: async ({ metadata }) => compare(context, await announcedIn(metadata, options), options),
    },
  ];
}

/** What a process at nodes announces. */
async function announcedAtNode(
  context: Context,
  options: PageOptions & NodesOptions,
  id: string | undefined,
): Promise<Announced> {
  ensureAble(id !== undefined, "cli/usage", "name the process with --process-id");
  const node = await openNode(context, options);
  const { declaration } = await processAtNode(node, assertProcessId(id));
  const { hash } = parseContentUri(declaration.params.metadata);
  const bytes =
    hash === undefined ? undefined : await node.client.content(hash, { maxBytes: ENCRYPTED_METADATA_BYTES });
  const right = bytes !== undefined && contentHash(bytes) === hash ? bytes : undefined;
  return announcedIn(right, options);
}

/** The pages alone, before there is a bundle. @throws PsephosError `cli/usage`, `audit/page`, `audit/page-host`, those of `openNode` and `processAtNode` */
export async function auditPages(
  context: Context,
  options: PageOptions & Partial<NodesOptions> & { readonly processId?: string },
) {
  const { node } = options;
  const announced =
    node === undefined
      ? { why: "No process was asked what it announces: give --node and --process-id." }
      : await announcedAtNode(context, { ...options, node }, options.processId);
  return compare(context, announced, options);
}
