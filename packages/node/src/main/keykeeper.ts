/** Runs a keykeeper by itself, on the blocks of one or several nodes. */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { pino } from "pino";
import { Refusal } from "psephos";
import { createNodeClient } from "psephos/api";
import { createFacts } from "psephos/facts";
import { type CheckedGenesis, parseGenesis } from "psephos/ledger";
import { createKeykeeper, type Keykeeper, nodeChain } from "../keykeeper/index.js";
import { censusVerifiers, readCensusKey } from "./census-keys.js";

import { threadFacts } from "./thread-facts.js";

export interface KeykeeperSettings {
  readonly folder: string;
  readonly passphrase: string;
  /** Addresses of nodes, in the order in which they are used. */
  readonly nodes: readonly string[];
  /** The genesis document's file. */
  readonly genesis?: string | undefined;
  /** SHA-256 of the genesis document, if the nodes give it. */
  readonly genesisHash?: string | undefined;
  /** Files of the census circuits' verification keys. */
  readonly keys: readonly string[];
  readonly insecure: boolean;
}

/** The genesis document: a file's, or a node's if its hash is known. No node is believed about which chain it is. */
async function genesisOf({ genesis, genesisHash, nodes }: KeykeeperSettings): Promise<CheckedGenesis> {
  if (genesis !== undefined) return parseGenesis(readFileSync(genesis, "utf8"));
  if (!/^0x[0-9a-f]{64}$/.test(genesisHash ?? ""))
    throw new Refusal("node/settings", "the keykeeper has to know its voting chain by itself", {
      hint: "Give the genesis document with --genesis, or its hash with --genesis-hash.",
    });
  return createNodeClient(nodes[0]!).genesis(Uint8Array.from(Buffer.from(genesisHash!.slice(2), "hex")));
}

/**
 * Runs until the signal, or until the keykeeper has to stop by itself.
 * @param told is given the keykeeper when it runs
 * @throws PsephosError those of `Keykeeper.start` and `stopped`; `node/settings`
 */
export async function runKeykeeper(
  settings: KeykeeperSettings,
  { signal, told }: { readonly signal: AbortSignal; readonly told: (keykeeper: Keykeeper) => void },
): Promise<void> {
  const { folder, passphrase, insecure } = settings;
  const genesis = await genesisOf(settings);
  const keys = settings.keys.map(readCensusKey);
  const verifiers = await censusVerifiers(keys);
  const checks = threadFacts({ threads: 1, keys, insecure });
  try {
    const keykeeper = createKeykeeper({
      folder,
      passphrase,
      genesis,
      facts: createFacts({ verifiers, insecure, checks }),
      nodes: settings.nodes.map(nodeChain),
      log: pino({ base: null }),
    });
    await keykeeper.start();
    told(keykeeper);
    await Promise.race([keykeeper.stopped, signal.aborted ? undefined : once(signal, "abort")]);
    await keykeeper.stop();
  } finally {
    await checks.close();
    for (const { verifier } of verifiers) await verifier.close();
  }
}
