/**
 * What an operator can set. One schema: the file, the environment, the flags, and `psephos-node config`, which prints it, all come from
 * here. No setting holds a secret but `endpoints`, whose URLs may have an access key; the other secrets are files.
 */
import type { Of } from "psephos/api";

/** A setting: its type, what it is for, and the value if nothing is set. */
type Setting = {
  readonly description: string;
} & (
  | { readonly type: "string"; readonly default: string; readonly enum?: readonly string[] }
  | { readonly type: "integer"; readonly default: number; readonly minimum: number; readonly maximum: number }
  | { readonly type: "boolean"; readonly default: boolean }
  | {
      readonly type: "array";
      readonly items: { readonly type: "string" };
      readonly default: readonly string[];
    }
);

export const SETTINGS = {
  home: {
    type: "string",
    default: "psephos-node",
    description: "the folder of the genesis document, the keys and the store",
  },
  host: {
    type: "string",
    default: "127.0.0.1",
    description: "the address that the HTTP door listens on; loopback, unless a proxy stands in front",
  },
  port: {
    type: "integer",
    default: 8790,
    minimum: 0,
    maximum: 65_535,
    description: "the port of the HTTP door; 0 takes a free one",
  },
  trustProxy: {
    type: "array",
    items: { type: "string" },
    default: [],
    description: "addresses of the proxies that may state a client's address in X-Forwarded-For",
  },
  blockTime: {
    type: "integer",
    default: 1000,
    minimum: 20,
    maximum: 600_000,
    description: "milliseconds from block to block",
  },
  ordering: {
    type: "string",
    enum: ["solo", "comet"],
    default: "solo",
    description:
      "solo: this node orders alone; comet: the validators of the genesis document order together, by CometBFT",
  },
  engine: {
    type: "string",
    default: "cometbft",
    description:
      "the program of the consensus engine, of the one version that this node works with: a path, or a name on the PATH",
  },
  engineRpc: {
    type: "string",
    default: "tcp://127.0.0.1:26657",
    description: "where the engine answers JSON-RPC: loopback, unless others take snapshots or blocks of it",
  },
  p2p: {
    type: "string",
    default: "tcp://0.0.0.0:26656",
    description: "where the engines of the other nodes connect to",
  },
  p2pExternal: {
    type: "string",
    default: "",
    description:
      "the address under which others reach this node's engine, as host:port, if it is another one than it finds itself",
  },
  peers: {
    type: "array",
    items: { type: "string" },
    default: [],
    description: "other nodes of the chain, as ID@host:port; `psephos-node chain show` prints a node's id",
  },
  signer: {
    type: "string",
    default: "",
    description:
      "where a remote signer with the validator's key connects to, as tcp://host:port; the key is in the file node.key if left out",
  },
  retainBlocks: {
    type: "integer",
    default: 0,
    minimum: 0,
    maximum: 2_000_000_000,
    description:
      "blocks that the engine keeps; 0 for all, as an archive. The node's own store keeps every transaction",
  },
  snapshotBlocks: {
    type: "integer",
    default: 1000,
    minimum: 0,
    maximum: 2_000_000_000,
    description: "blocks from one snapshot, with which other nodes can join, to the next; 0 for none",
  },
  snapshotServers: {
    type: "array",
    items: { type: "string" },
    default: [],
    description:
      "join by a snapshot instead of all blocks: where two or more other nodes' engines answer JSON-RPC, as http://host:port",
  },
  trustHeight: {
    type: "integer",
    default: 0,
    minimum: 0,
    maximum: 2_000_000_000,
    description: "the height of a block that is trusted, with which the check of a snapshot begins",
  },
  trustHash: {
    type: "string",
    default: "",
    description: "the hash of that block's header, 0x and 64 hex digits",
  },
  threads: {
    type: "integer",
    default: 0,
    minimum: 0,
    maximum: 256,
    description: "worker threads that verify proofs; 0 takes one for each core",
  },
  keys: {
    type: "array",
    items: { type: "string" },
    default: [],
    description: "files of the census circuits' verification keys, each named CIRCUIT.vkey.json",
  },
  insecure: {
    type: "boolean",
    default: false,
    description: "accept development keys, with which anyone can forge votes: for tests and rehearsals",
  },
  endpoints: {
    type: "array",
    items: { type: "string" },
    default: [],
    description: "RPC URLs of the EVM chain, in the order in which they are tried",
  },
  confirmations: {
    type: "integer",
    default: 12,
    minimum: 0,
    maximum: 10_000,
    description: "blocks on top of an EVM block before it is attested; 0 on a development chain",
  },
  oracle: {
    type: "boolean",
    default: true,
    description:
      "attest what the contracts say, with the key in the file oracle.key, if the genesis document names it",
  },
  report: {
    type: "boolean",
    default: false,
    description: "report results to the results contract with the oracle's account, which needs ether for it",
  },
  fetchContent: {
    type: "boolean",
    default: true,
    description: "fetch the metadata and census files that processes name, and serve them by their hash",
  },
  oblivious: {
    type: "boolean",
    default: true,
    description:
      "take sealed requests from relays (Oblivious HTTP), so that voters need not show their address",
  },
  addresses: {
    type: "array",
    items: { type: "string" },
    default: [],
    description:
      "addresses of this node for voters, such as https://node.example: they are in its signed record",
  },
  relays: {
    type: "array",
    items: { type: "string" },
    default: [],
    description:
      "addresses of relays of Oblivious HTTP that you run (`psephos-node relay start`), for voters of other operators' nodes: they are in the signed record",
  },
  gateways: {
    type: "array",
    items: { type: "string" },
    default: [],
    description:
      "other nodes of the chain, such as https://other.example: they are given this node's signed record, and asked for those that they know",
  },
  gossip: {
    type: "array",
    items: { type: "string" },
    default: [],
    description:
      "where other gateways connect to for gossip (libp2p), such as /ip4/0.0.0.0/tcp/4001, and browsers, such as /ip4/0.0.0.0/tcp/4002/ws; no gossip if left out",
  },
  gossipExternal: {
    type: "array",
    items: { type: "string" },
    default: [],
    description:
      "all addresses under which they reach it, if they are other ones: /dns4/node.example/tcp/4001, /dns4/node.example/tcp/443/wss",
  },
  gossipPeers: {
    type: "array",
    items: { type: "string" },
    default: [],
    description:
      "other gateways' addresses for gossip, as /dns4/HOST/tcp/PORT/p2p/ID; those in signed records are found by themselves",
  },
  ipfsGateways: {
    type: "array",
    items: { type: "string" },
    default: [],
    description:
      "IPFS gateways that give blocks (CAR), such as http://127.0.0.1:8080/ipfs/; public ones if left out. Each block is checked",
  },
  ipfsApi: {
    type: "string",
    default: "",
    description:
      "the RPC of a Kubo of yours, such as http://127.0.0.1:5001: it is given the files that the node keeps, for others to have",
  },
  logLevel: {
    type: "string",
    enum: ["fatal", "error", "warn", "info", "debug", "silent"],
    default: "info",
    description: "the least level that is logged",
  },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof SETTINGS;
/** Every setting with its value. */
export type Settings = { readonly [Name in SettingName]: Of<(typeof SETTINGS)[Name]> };

export const SETTING_NAMES = Object.keys(SETTINGS) as SettingName[];

/** As JSON Schema (draft-07): what a file of settings may have. */
export const SETTINGS_SCHEMA = {
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "Settings of psephos-node",
  type: "object",
  additionalProperties: false,
  properties: SETTINGS,
} as const;

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** `blockTime` → `--block-time` */
export const flagOf = (name: SettingName): string => `--${kebab(name)}`;
/** `blockTime` → `PSEPHOS_NODE_BLOCK_TIME` */
export const variableOf = (name: SettingName): string =>
  `PSEPHOS_NODE_${kebab(name).replaceAll("-", "_").toUpperCase()}`;
