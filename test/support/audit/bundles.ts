/** Bundles of the test chains. */
import { type SignedRoot, signHead } from "../../../src/api/index.js";
import { bundleBytes, type MakeOptions, makeBundle, type PreparedBundle } from "../../../src/audit/index.js";
import { type Hex, toHex } from "../../../src/bytes/index.js";
import { Ledger, MemoryStore, type ToldBlock } from "../../../src/ledger/index.js";
import { type Elections, METADATA, VALIDATOR } from "./elections.js";

/** The blocks of a test chain, with the state root after each. */
export async function toldBlocks({ world }: Elections): Promise<ToldBlock[]> {
  const ledger = new Ledger(world.genesis, new MemoryStore());
  const told: ToldBlock[] = [];
  for (const block of world.blocks) {
    const applied = await ledger.apply(block, world.facts);
    applied.commit();
    told.push({ ...block, stateRoot: toHex(applied.stateRoot) });
  }
  return told;
}

/** The signature of a block's state root by the chain's validator. */
export function headOf({ world }: Elections, blocks: readonly ToldBlock[], height: number): SignedRoot {
  const stateRoot = blocks[height - 1]!.stateRoot!;
  const { time: _, ...head } = signHead(world.genesis.hash, { height, time: 0, stateRoot }, VALIDATOR);
  return head;
}

/** Makes the bundle of an election. */
export async function bundleOf(
  elections: Elections,
  blocks: readonly ToldBlock[],
  processId: Hex,
  change: Partial<MakeOptions["content"]> = {},
): Promise<PreparedBundle> {
  const { world, censuses, verificationKeyFile } = elections;
  const { genesis, facts } = world;
  return makeBundle({
    genesis,
    blocks,
    processId,
    facts,
    content: {
      metadata: async () => METADATA,
      census: async ({ root }) => censuses.get(root),
      key: async () => ({ verificationKey: verificationKeyFile, transcript: null }),
      heads: async (height) => [headOf(elections, blocks, height)],
      ...change,
    },
  });
}

/** A bundle's whole file. */
export async function fileOf(bundle: PreparedBundle): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of bundleBytes(bundle)) parts.push(part);
  return new Uint8Array(Buffer.concat(parts));
}
