/** The folder of a node: its genesis document, its keys and its store. */
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ed25519 } from "@noble/curves/ed25519.js";
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import { Failure, Refusal } from "psephos";
import { type CheckedGenesis, checkGenesis, type Genesis, genesisText, parseGenesis } from "psephos/ledger";
import type { Hex } from "viem";
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";

export const GENESIS_FILE = "genesis.json";
const NODE_KEY = "node.key";
const ORACLE_KEY = "oracle.key";
const OBLIVIOUS_KEY = "oblivious.key";
const GOSSIP_KEY = "gossip.key";
const KEYS_FOLDER = "keys";

/** The paths of a home. */
export const pathsOf = (home: string) => ({
  genesis: join(home, GENESIS_FILE),
  nodeKey: join(home, NODE_KEY),
  oracleKey: join(home, ORACLE_KEY),
  obliviousKey: join(home, OBLIVIOUS_KEY),
  gossipKey: join(home, GOSSIP_KEY),
  keys: join(home, KEYS_FOLDER),
  store: join(home, "store"),
  content: join(home, "content"),
  engine: join(home, "engine"),
  snapshots: join(home, "snapshots"),
});

/** Writes a file that is not there yet. @throws PsephosError `node/files` */
export function writeNew(path: string, text: string, mode = 0o644): void {
  try {
    writeFileSync(path, text, { flag: "wx", mode });
  } catch (cause) {
    throw new Failure("node/files", `${path} cannot be written`, {
      cause,
      hint: "Is it there already, is the disk full, may this user write there?",
    });
  }
}

export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new Failure("node/files", `the folder ${path} cannot be made`, { cause });
  }
}

/** The 32 bytes of a key file; it is made if it is missing. The error does not show its content. */
function keyFile(path: string, make: () => string): string {
  if (!existsSync(path)) writeNew(path, `${make()}\n`, 0o600);
  if (process.platform !== "win32" && (statSync(path).mode & 0o077) !== 0)
    throw new Refusal("node/key-file", `others than its owner can read ${path}`, {
      hint: `Take it for stolen if anyone else uses this machine; otherwise: chmod 600 ${path}`,
    });
  const text = readFileSync(path, "utf8").trim();
  if (!/^0x[0-9a-f]{64}$/.test(text))
    throw new Refusal(
      "node/key-file",
      `${path} is not a key of this node: 0x and 64 hex digits in lower case`,
      {
        hint: "Put the right file there. A key that the genesis document names cannot be made anew.",
      },
    );
  return text;
}

/** The keys of a node: it signs state roots with one, attestations with the other. */
export interface NodeKeys {
  /** ed25519 seed, 32 bytes. Secret. */
  readonly seed: Uint8Array;
  /** ed25519 public key. */
  readonly validator: Hex;
  /** Signs attestations. */
  readonly oracle: PrivateKeyAccount;
}

/** Reads the keys of a home; missing ones are made. @throws PsephosError `node/key-file`, `node/files` */
export function nodeKeys(home: string): NodeKeys {
  const paths = pathsOf(home);
  makeFolder(home);
  const seed = hexToBytes(keyFile(paths.nodeKey, () => `0x${randomBytes(32).toString("hex")}`).slice(2));
  const oracle = privateKeyToAccount(keyFile(paths.oracleKey, generatePrivateKey) as Hex);
  return { seed, validator: `0x${bytesToHex(ed25519.getPublicKey(seed))}`, oracle };
}

/** A key of 32 bytes that may be made anew; it is made if it is missing. */
const freeKey = (path: string): Uint8Array =>
  hexToBytes(keyFile(path, () => `0x${randomBytes(32).toString("hex")}`).slice(2));

/** The secret key with which sealed requests are opened, X25519, 32 bytes; it is made if it is missing. @throws PsephosError `node/key-file`, `node/files` */
export const obliviousKey = (home: string): Uint8Array => freeKey(pathsOf(home).obliviousKey);

/** The seed of the node's name among its peers of gossip, ed25519, 32 bytes; it is made if it is missing. @throws PsephosError `node/key-file`, `node/files` */
export const gossipSeed = (home: string): Uint8Array => freeKey(pathsOf(home).gossipKey);

export const hasGenesis = (home: string): boolean => existsSync(pathsOf(home).genesis);

/** @throws PsephosError `ledger/genesis` and those of `parseGenesis`; `node/files` */
export function readGenesis(home: string): CheckedGenesis {
  const { genesis } = pathsOf(home);
  let text: string;
  try {
    text = readFileSync(genesis, "utf8");
  } catch (cause) {
    throw new Failure("node/files", `the genesis document ${genesis} cannot be read`, {
      cause,
      hint: "Make one with `psephos-node init`, or copy the voting chain's.",
    });
  }
  return parseGenesis(text);
}

/** Writes the genesis document of a new chain. @throws PsephosError `node/genesis-exists`, and those of `checkGenesis` */
export function writeGenesis(home: string, genesis: Genesis): CheckedGenesis {
  const checked = checkGenesis(genesis);
  if (hasGenesis(home))
    throw new Refusal("node/genesis-exists", `${home} has a genesis document already`, {
      hint: "Take another folder with --home: a node has one chain.",
    });
  makeFolder(home);
  writeNew(pathsOf(home).genesis, genesisText(checked));
  return checked;
}
