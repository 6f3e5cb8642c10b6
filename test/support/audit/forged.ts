/** Bundles that a forger makes with more than an alteration of a right one. */
import { createHash } from "node:crypto";
import { crc32 } from "../../../src/audit/crc32.js";
import { processText, transactionLine } from "../../../src/audit/documents.js";
import { manifestText } from "../../../src/audit/manifest.js";
import { localHeader } from "../../../src/audit/zip-headers.js";
import type { Hex } from "../../../src/bytes/index.js";
import { formatVerificationKeyFile } from "../../../src/groth16/index.js";
import { type Declaration, encodeTransaction, type Transaction } from "../../../src/ledger/index.js";
import { keyId } from "../../../src/process/index.js";
import { testGenesis, World } from "../ledger/world.js";
import { bundleOf, fileOf, toldBlocks } from "./bundles.js";
import { type Elections, METADATA } from "./elections.js";
import { bytesOfLines, linesOf, pack, type Unpacked, unpack } from "./repack.js";

const ZERO: Hex = `0x${"00".repeat(32)}`;

/** A bundle of a chain that has the keys of the elections, but other processes; without metadata and census. */
export async function bundleIn(elections: Elections, world: World, id: Hex): Promise<Uint8Array> {
  const { verificationKeyFile } = elections;
  const chain = { world, censuses: new Map(), verificationKeyFile } as unknown as Elections;
  return fileOf(await bundleOf(chain, await toldBlocks(chain), id, { metadata: null, census: null }));
}

/** The bundle with what one oracle says alone before all other transactions, and shown as the process. */
export function shownOtherwise(
  bundle: Uint8Array,
  id: Hex,
  told: Transaction,
  declaration: Declaration,
): Uint8Array {
  const { manifest, files } = unpack(bundle);
  const first = transactionLine({ height: 1, transaction: encodeTransaction(told) });
  const lines = [first, ...linesOf(files.get("transactions.jsonl")!)];
  const { "genesis.json": genesis, "process.json": _, ...rest } = Object.fromEntries(files);
  const shown = {
    "genesis.json": genesis!,
    "process.json": Buffer.from(processText(id, declaration)),
    metadata: METADATA,
    ...rest,
    "transactions.jsonl": bytesOfLines(lines),
  };
  return pack({ manifest, files: new Map(Object.entries(shown)) });
}

/** The beginning of a bundle of more than 4 GiB: its manifest. */
export function tooLarge(): Uint8Array {
  const names = [
    "genesis.json",
    "process.json",
    "transactions.jsonl",
    "record.json",
    "heads.jsonl",
    "votes.jsonl",
  ];
  const large = 2 ** 31;
  const files = names.map((name) => ({
    name,
    bytes: /^(transactions|votes)/.test(name) ? large : 1,
    sha256: ZERO,
  }));
  const text = manifestText({ genesisHash: ZERO, processId: ZERO, height: 1, files });
  const manifest = Buffer.from(text);
  const header = localHeader({ name: "manifest.json", bytes: manifest.length, crc: crc32(manifest) });
  return new Uint8Array(Buffer.concat([header, manifest]));
}

/** A bundle of an anonymous process without votes, on a chain that has this key. @param file the key's */
export async function bundleOfKey(
  { genesis, facts }: Pick<World, "genesis" | "facts">,
  file: string,
): Promise<Unpacked> {
  const keyHash: Hex = `0x${createHash("sha256").update(file).digest("hex")}`;
  const censusKeys = [{ circuit: "census-7", depth: 7, keyHash }];
  const world = new World(facts, testGenesis({ lists: genesis.lists, censusKeys }));
  const id = await world.declare({
    envelopeType: { anonymous: true },
    censusKey: keyId("census-7", keyHash),
    blockCount: 2,
  });
  await world.until(world.ledger.height + 6);
  const chain = { world, censuses: new Map(), verificationKeyFile: file } as unknown as Elections;
  return unpack(await bundleIn(chain, world, id));
}

/** The same of a key that does not say that it is insecure; and the key's hash. */
export async function quietKey(elections: Elections): Promise<{ bundle: Unpacked; sha256: string }> {
  const { keyKind: _, ...bare } = { keyKind: "", ...elections.verificationKey };
  const file = formatVerificationKeyFile(bare);
  const sha256 = createHash("sha256").update(file).digest("hex");
  return { bundle: await bundleOfKey(elections.world, file), sha256 };
}

/** The bundle with a transcript of its key. */
export function withTranscript({ manifest, files }: Unpacked, transcript: string): Uint8Array {
  const added = [...files].flatMap(([name, bytes]) =>
    name === "census-7.vkey.json"
      ? [[name, bytes] as const, ["census-7.transcript.json", Buffer.from(transcript)] as const]
      : [[name, bytes] as const],
  );
  return pack({ manifest, files: new Map(added) });
}
