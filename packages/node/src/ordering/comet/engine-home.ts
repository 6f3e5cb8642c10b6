/** The engine's folder in a node's home: its settings, written anew at each start, and its keys and state, which are never written twice. */
import { generateKeyPairSync } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { ed25519 } from "@noble/curves/ed25519.js";
import { Failure, Refusal } from "psephos";
import type { CheckedGenesis } from "psephos/ledger";
import type { Hex } from "viem";
import { addressOf, engineGenesis, mostBatchBytes } from "./chain.js";
import type { SocketAddress } from "./server.js";

/** The engine's light client begins with a block that is trusted, and asks at least two nodes, whose answers it compares. */
export interface SnapshotSource {
  /** Where other nodes' engines answer JSON-RPC, as http://one.example:26657; two or more. */
  readonly servers: readonly string[];
  readonly trustHeight: number;
  /** SHA-256 of that block's header. */
  readonly trustHash: Hex;
}

export interface EngineHomeOptions {
  readonly folder: string;
  readonly genesis: CheckedGenesis;
  /** ed25519 seed, 32 bytes: the validator's key; left out if a remote signer has it. */
  readonly seed?: Uint8Array | undefined;
  /** Where a remote signer connects to, as tcp://host:port or unix:///path; none if left out. */
  readonly signer?: string | undefined;
  /** Where the application listens. */
  readonly application: SocketAddress;
  /** Where the engine answers JSON-RPC, as tcp://127.0.0.1:26657. */
  readonly rpc: string;
  /** Where other nodes connect to, as tcp://0.0.0.0:26656. */
  readonly p2p: string;
  /** The address under which others reach it, as host:port; what the engine finds out itself if left out. */
  readonly external?: string | undefined;
  /** Other nodes, as ID@host:port. */
  readonly peers: readonly string[];
  /** Milliseconds from block to block. */
  readonly blockTime: number;
  /** Where a node without blocks takes a snapshot from, in place of all blocks. */
  readonly snapshot?: SnapshotSource | undefined;
  /** The most transactions of the engine's mempool. */
  readonly mempool?: number | undefined;
}

const MEMPOOL = 5_000;
/** How old the trusted block may be. */
const TRUST_PERIOD = "168h0m0s";

const text = (value: string): string => JSON.stringify(value); // a JSON string is a TOML basic string

/** Chunks that were fetched wait in the engine's own folder. */
function stateSync({ snapshot, folder }: EngineHomeOptions): string {
  if (!snapshot) return "enable = false";
  return `enable = true
rpc_servers = ${text(snapshot.servers.join(","))}
trust_height = ${snapshot.trustHeight}
trust_hash = ${text(snapshot.trustHash.slice(2))}
trust_period = "${TRUST_PERIOD}"
discovery_time = "5s"
chunk_request_timeout = "10s"
chunk_fetchers = "4"
temp_dir = ${text(resolve(folder, "data"))}`;
}

/** The engine's settings. Those that are left out are its own. */
function settings(options: EngineHomeOptions): string {
  const { genesis, application, rpc, p2p, external, peers, blockTime, mempool, signer } = options;
  const most = mostBatchBytes(genesis);
  return `# Written by psephos-node at each start: change the node's settings in its place.
proxy_app = ${text(application)}
abci = "socket"
moniker = "psephos"
db_backend = "goleveldb"
log_level = "error"
log_format = "json"
priv_validator_laddr = ${text(signer ?? "")}
filter_peers = false

[rpc]
laddr = ${text(rpc)}
max_body_bytes = ${Math.ceil((most * 4) / 3) + 65_536}
max_open_connections = 900
timeout_broadcast_tx_commit = "10s"

[p2p]
laddr = ${text(p2p)}
external_address = ${text(external ?? "")}
persistent_peers = ${text(peers.join(","))}
addr_book_strict = false
allow_duplicate_ip = true
flush_throttle_timeout = "10ms"

[mempool]
type = "flood"
recheck = true
broadcast = true
size = ${mempool ?? MEMPOOL}
max_txs_bytes = ${64 * 2 ** 20}
max_tx_bytes = ${most}
cache_size = ${2 * (mempool ?? MEMPOOL)}

[statesync]
${stateSync(options)}

[blocksync]
version = "v0"

[consensus]
wal_file = "data/cs.wal/wal"
timeout_propose = "${Math.max(3000, 3 * blockTime)}ms"
timeout_propose_delta = "500ms"
timeout_prevote = "1000ms"
timeout_prevote_delta = "500ms"
timeout_precommit = "1000ms"
timeout_precommit_delta = "500ms"
timeout_commit = "${blockTime}ms"
skip_timeout_commit = false
create_empty_blocks = true
create_empty_blocks_interval = "0s"
peer_gossip_sleep_duration = "10ms"
peer_query_maj23_sleep_duration = "2000ms"

[tx_index]
indexer = "null"

[instrumentation]
prometheus = false
`;
}

/** A key file of the engine's kind. @param seed 32 bytes */
function keyPair(seed: Uint8Array) {
  const publicKey = ed25519.getPublicKey(seed);
  return {
    address: addressOf(publicKey),
    pub_key: { type: "tendermint/PubKeyEd25519", value: Buffer.from(publicKey).toString("base64") },
    priv_key: {
      type: "tendermint/PrivKeyEd25519",
      value: Buffer.concat([seed, publicKey]).toString("base64"),
    },
  };
}

function writeSecret(path: string, value: unknown): void {
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`, { flag: "wx", mode: 0o600 });
}

/** A fresh seed from the system's generator, 32 bytes. */
const freshSeed = (): Uint8Array => {
  const { privateKey } = generateKeyPairSync("ed25519");
  return new Uint8Array(privateKey.export({ type: "pkcs8", format: "der" }).subarray(-32));
};

/** The key by which other nodes know this one. It is no validator's key, and is made when it is missing. @returns the node's id */
export function nodeIdOf(folder: string): string {
  mkdirSync(join(folder, "config"), { recursive: true, mode: 0o700 });
  const path = join(folder, "config", "node_key.json");
  if (!existsSync(path)) writeSecret(path, { priv_key: keyPair(freshSeed()).priv_key });
  const { priv_key } = JSON.parse(readFileSync(path, "utf8")) as { priv_key: { value: string } };
  return addressOf(Buffer.from(priv_key.value, "base64").subarray(32)).toLowerCase();
}

/** @throws PsephosError `comet/home`: the folder is of another chain, or of another validator */
function ensureSame(path: string, expected: string, what: string): void {
  if (!existsSync(path)) {
    writeFileSync(path, expected, { flag: "wx", mode: 0o600 });
    return;
  }
  if (readFileSync(path, "utf8") !== expected)
    throw new Refusal("comet/home", `${path} is of another ${what} than this node's home`, {
      hint: "A validator that signs with one key from two folders is punished, and the chain may stop: do not mix folders.",
    });
}

/** @throws PsephosError `comet/home`: the key is there, but what it signed is not */
function ensureSigned(key: string, state: string): void {
  if (!existsSync(key) || existsSync(state)) return;
  throw new Refusal("comet/home", `${state} is missing: nothing says what ${key} has signed`, {
    hint: "Put the file back as it was last. If it is lost, make a new home with a new key: the old one could sign a second block of a height.",
  });
}

/**
 * Writes what the engine needs to start. Its state of signing is written once: without it a validator could sign two blocks of one height.
 * @returns the node's id
 * @throws PsephosError `comet/home`; an error of the system as `comet/engine`
 */
export function writeEngineHome(options: EngineHomeOptions): string {
  const { folder, genesis, seed } = options;
  try {
    const config = join(folder, "config");
    const data = join(folder, "data");
    for (const one of [config, data]) mkdirSync(one, { recursive: true, mode: 0o700 });
    writeFileSync(join(config, "config.toml"), settings(options), { mode: 0o600 });
    ensureSame(join(config, "genesis.json"), engineGenesis(genesis), "chain");
    const state = join(data, "priv_validator_state.json");
    if (seed) {
      const path = join(config, "priv_validator_key.json");
      ensureSigned(path, state);
      // Before the key: a key without it has lost what it signed.
      if (!existsSync(state)) writeSecret(state, { height: "0", round: 0, step: 0 });
      ensureSame(path, `${JSON.stringify(keyPair(seed), null, 2)}\n`, "validator");
    }
    return nodeIdOf(folder);
  } catch (cause) {
    if (cause instanceof Refusal) throw cause;
    throw new Failure("comet/engine", `the engine's folder ${folder} cannot be written`, { cause });
  }
}
