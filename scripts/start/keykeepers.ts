/** The keykeepers of `npm start`, in this process: each with a folder and a passphrase of its own. */
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  createKeykeeper,
  initKeykeeper,
  type Keykeeper,
  type KeykeeperOptions,
  type KeykeeperPublic,
  nodeChain,
} from "../../packages/node/src/keykeeper/index.js";
import type { ThresholdKeykeepers } from "../../src/ledger/index.js";

const COUNT = 3;
const THRESHOLD = 2;

/** A keykeeper's folder, and what the genesis document says of it. */
interface Made {
  readonly folder: string;
  readonly passphrase: string;
  readonly identity: KeykeeperPublic;
}

/** Makes the folders. The passphrase lies beside each: here it only has to be there again after a restart. */
export async function makeKeykeepers(home: string): Promise<readonly Made[]> {
  const made: Made[] = [];
  for (let place = 1; place <= COUNT; place++) {
    const folder = join(home, `keykeeper-${place}`);
    const passphrase = randomBytes(16).toString("hex");
    mkdirSync(home, { recursive: true });
    writeFileSync(`${folder}.passphrase`, passphrase, { mode: 0o600, flag: "wx" });
    made.push({ folder, passphrase, identity: await initKeykeeper({ folder, passphrase }) });
  }
  return made;
}

/** The list for the genesis document. */
export const keykeepersOf = (made: readonly Made[]): ThresholdKeykeepers => ({
  kind: "threshold",
  publicKeys: made.map(({ identity }) => Uint8Array.from(Buffer.from(identity.key.slice(2), "hex"))),
  addresses: made.map(({ identity }) => identity.address),
  threshold: THRESHOLD,
  confirmations: COUNT,
});

/** Starts them: each replays the node's blocks for itself. */
export async function startKeykeepers(
  made: readonly Made[],
  {
    url,
    genesis,
    facts,
    log,
  }: Pick<KeykeeperOptions, "genesis" | "facts" | "log"> & { readonly url: string },
): Promise<Keykeeper[]> {
  const keykeepers = made.map(({ folder, passphrase }) =>
    createKeykeeper({ folder, passphrase, genesis, facts, nodes: [nodeChain(url)], log }),
  );
  for (const keykeeper of keykeepers) await keykeeper.start();
  return keykeepers;
}
