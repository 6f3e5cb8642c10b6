/**
 * The genesis document: the data that a voting chain begins with. Its SHA-256 names the chain. It is in every signature and, without an EVM, in
 * every scope.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { addressBytes, fixedHex, type Hex, toHex } from "../bytes/index.js";
import { ensure, Refusal } from "../errors/index.js";
import { keyId } from "../process/index.js";
import { assertKeykeepers, type Keykeepers } from "../seal/index.js";

/** Keykeepers that seal in layers: all of them must reveal. */
export interface LayeredKeykeepers {
  readonly kind: "layered";
  /** Lower case, in the order of the layers. */
  readonly addresses: readonly Hex[];
}

/** Keykeepers: t of them open the ballots. */
export type ThresholdKeykeepers = { readonly kind: "threshold" } & Keykeepers;

/** The oracles, keykeepers and validators. Attestations change these lists. */
export interface Lists {
  /** Lower case; more than half of them, `quorum`, must agree. */
  readonly oracles: readonly Hex[];
  readonly quorum: number;
  readonly keykeepers: LayeredKeykeepers | ThresholdKeykeepers | null;
  /** ed25519 keys of the validators, which order blocks and sign state roots, 32 bytes each: one if a single node orders; empty if nobody signs. */
  readonly validators: readonly Hex[];
}

/** Heights are counted in blocks. */
export interface Parameters {
  /** Blocks between a declaration and the earliest start. */
  readonly startDelay: number;
  /** The least number of blocks for registration, from a declaration with PRE_REGISTER. */
  readonly registrationWindow: number;
  /** The number of blocks for which a replaced census root is still accepted. */
  readonly rootGrace: number;
  /** Blocks for each part of a key ceremony. */
  readonly dealWindow: number;
  readonly complainWindow: number;
  readonly confirmWindow: number;
  /** The longest transaction, in bytes. */
  readonly maxTransactionBytes: number;
  /** The most different voters, and registrations, of a process. */
  readonly maxVoters: number;
}

/** A census circuit and the key that verifies its proofs. */
export interface GenesisKey {
  readonly circuit: string;
  /** Levels of the circuit's census tree, 1 to 11. */
  readonly depth: number;
  /** SHA-256 of the verification key's file. */
  readonly keyHash: Hex;
}

export interface Genesis {
  /** The voting chain's number: the namespace of its processes. */
  readonly votingChain: number;
  /** The EVM chain, and the instances of the process contract on it; without one, the first 20 bytes of the genesis hash take the place of a contract. */
  readonly evm: { readonly chainId: number; readonly contracts: readonly Hex[] } | null;
  readonly lists: Lists;
  readonly censusKeys: readonly GenesisKey[];
  readonly parameters: Parameters;
}

/** A checked genesis document, and its hash. */
export interface CheckedGenesis extends Genesis {
  /** SHA-256 of the document's text, 32 bytes. */
  readonly hash: Uint8Array;
}

export const DEFAULT_PARAMETERS: Parameters = {
  startDelay: 2,
  registrationWindow: 0,
  rootGrace: 32,
  dealWindow: 10,
  complainWindow: 10,
  confirmWindow: 10,
  maxTransactionBytes: 65_536,
  maxVoters: 10_000_000,
};

const refuse = (what: string): never => {
  throw new Refusal("ledger/genesis", `this is not a genesis document of a voting chain: ${what}`);
};

type Json = Readonly<Record<string, unknown>>;

function object(value: unknown, keys: readonly string[], what: string): Json {
  const found =
    typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : null;
  if (found?.length !== keys.length || !keys.every((key, i) => found[i] === key))
    refuse(`${what} has the keys ${keys.join(", ")}, in this order, and no other`);
  return value as Json;
}

function integer(value: unknown, least: number, most: number, what: string): number {
  if (!Number.isSafeInteger(value) || (value as number) < least || (value as number) > most)
    refuse(`${what} is an integer from ${least} to ${most}`);
  return value as number;
}

function list<T>(value: unknown, most: number, what: string, read: (member: unknown, i: number) => T): T[] {
  if (!Array.isArray(value) || value.length > most) refuse(`${what} is a list of at most ${most}`);
  return (value as unknown[]).map(read);
}

const address = (value: unknown, what: string): Hex => {
  const bytes = toHex(addressBytes(value, what));
  if (bytes !== value) refuse(`${what} is in lower case`);
  return bytes;
};

const hex = (value: unknown, length: number, what: string): Hex => toHex(fixedHex(value, length, what));

function distinct<T>(values: readonly T[], what: string): readonly T[] {
  if (new Set(values).size !== values.length) refuse(`${what} must be different from one another`);
  return values;
}

/** Checks the lists, from any source. @throws PsephosError `ledger/genesis`, `seal/keykeepers`, `seal/point` */
export function checkLists({ oracles, quorum, keykeepers, validators }: Lists): void {
  distinct(oracles, "the oracles");
  integer(oracles.length, 1, 64, "the number of oracles");
  if (!Number.isSafeInteger(quorum) || 2 * quorum <= oracles.length || quorum > oracles.length)
    refuse("the quorum is more than half of the oracles, and at most all of them");
  distinct(validators, "the validators");
  if (keykeepers?.kind === "threshold") assertKeykeepers(keykeepers);
  if (keykeepers?.kind === "layered") {
    distinct(keykeepers.addresses, "the keykeepers");
    integer(keykeepers.addresses.length, 1, 32, "the number of keykeepers");
  }
}

function keykeepersFrom(value: unknown): Lists["keykeepers"] {
  if (value === null) return null;
  if ((value as Json | undefined)?.kind === "layered") {
    const { addresses } = object(value, ["kind", "addresses"], "the layered keykeepers");
    const read = list(addresses, 32, "the keykeepers", (one) => address(one, "a keykeeper"));
    return { kind: "layered", addresses: read };
  }
  const keys = ["kind", "threshold", "confirmations", "members"];
  const { kind, threshold, confirmations, members } = object(value, keys, "the keykeepers");
  if (kind !== "threshold") refuse('the kind of keykeepers is "layered" or "threshold"');
  const read = list(members, 32, "the keykeepers", (one) => object(one, ["address", "key"], "a keykeeper"));
  return {
    kind: "threshold",
    addresses: read.map((member) => address(member.address, "a keykeeper")),
    publicKeys: read.map(({ key }) => fixedHex(key, 32, "a keykeeper's key")),
    threshold: integer(threshold, 1, 32, "the threshold"),
    confirmations: integer(confirmations, 1, 32, "the confirmations"),
  };
}

export function keykeepersToJson(keykeepers: Lists["keykeepers"]): unknown {
  if (keykeepers === null || keykeepers.kind === "layered") return keykeepers;
  const { kind, threshold, confirmations, addresses, publicKeys } = keykeepers;
  const members = addresses.map((one, i) => ({ address: one, key: toHex(publicKeys[i]!) }));
  return { kind, threshold, confirmations, members };
}

/** The document's text, in canonical form. */
export function genesisText({ votingChain, evm, lists, censusKeys, parameters }: Genesis): string {
  const { startDelay, registrationWindow, rootGrace, dealWindow } = parameters;
  const { complainWindow, confirmWindow, maxTransactionBytes, maxVoters } = parameters;
  const document = {
    type: "psephos-genesis",
    version: 1,
    votingChain,
    evm: evm && { chainId: evm.chainId, contracts: evm.contracts },
    oracles: { quorum: lists.quorum, addresses: lists.oracles },
    keykeepers: keykeepersToJson(lists.keykeepers),
    validators: lists.validators,
    censusKeys: censusKeys.map(({ circuit, depth, keyHash }) => ({ circuit, depth, keyHash })),
    parameters: {
      startDelay,
      registrationWindow,
      rootGrace,
      dealWindow,
      complainWindow,
      confirmWindow,
      maxTransactionBytes,
      maxVoters,
    },
  };
  return `${JSON.stringify(document, null, 1)}\n`;
}

const PARAMETER_LIMITS: Readonly<Record<keyof Parameters, readonly [number, number]>> = {
  startDelay: [1, 2 ** 31],
  registrationWindow: [0, 2 ** 31],
  rootGrace: [0, 2 ** 16],
  dealWindow: [1, 2 ** 16],
  complainWindow: [1, 2 ** 16],
  confirmWindow: [1, 2 ** 16],
  maxTransactionBytes: [4096, 2 ** 22],
  maxVoters: [1, 2 ** 31],
};

/**
 * Reads a genesis document.
 * @param text in the canonical form that {@link genesisText} writes
 * @throws PsephosError `ledger/genesis`, naming what is wrong; `bytes/address`, `bytes/hex`
 */
export function parseGenesis(text: string): CheckedGenesis {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return refuse("it is not JSON");
  }
  const keys = [
    "type",
    "version",
    "votingChain",
    "evm",
    "oracles",
    "keykeepers",
    "validators",
    "censusKeys",
    "parameters",
  ];
  const top = object(document, keys, "the document");
  if (top.type !== "psephos-genesis" || top.version !== 1) refuse("its type and version are others");
  const oracles = object(top.oracles, ["quorum", "addresses"], "the oracles");
  const evm = top.evm === null ? null : object(top.evm, ["chainId", "contracts"], "the EVM");
  const parameters = object(top.parameters, Object.keys(PARAMETER_LIMITS), "the parameters");
  const genesis: Genesis = {
    votingChain: integer(top.votingChain, 0, 2 ** 32 - 1, "votingChain"),
    evm: evm && {
      chainId: integer(evm.chainId, 1, 2 ** 32 - 1, "chainId"),
      contracts: distinct(
        list(evm.contracts, 64, "the contracts", (one) => address(one, "a process contract")),
        "the process contracts",
      ),
    },
    lists: {
      oracles: list(oracles.addresses, 64, "the oracles", (one) => address(one, "an oracle")),
      quorum: integer(oracles.quorum, 1, 64, "the quorum"),
      keykeepers: keykeepersFrom(top.keykeepers),
      validators: list(top.validators, 256, "the validators", (one) => hex(one, 32, "a validator's key")),
    },
    censusKeys: list(top.censusKeys, 64, "the census keys", (one) => {
      const { circuit, depth, keyHash } = object(one, ["circuit", "depth", "keyHash"], "a census key");
      if (typeof circuit !== "string" || !/^[a-z0-9-]{1,64}$/.test(circuit)) refuse("a circuit has a name");
      return {
        circuit: circuit as string,
        depth: integer(depth, 1, 11, "the depth of a census tree"),
        keyHash: hex(keyHash, 32, "the hash of a census key"),
      };
    }),
    parameters: Object.fromEntries(
      Object.entries(PARAMETER_LIMITS).map(([name, [least, most]]) => [
        name,
        integer(parameters[name], least, most, name),
      ]),
    ) as unknown as Parameters,
  };
  checkLists(genesis.lists);
  ensure(
    genesisText(genesis) === text,
    "ledger/genesis",
    "this genesis document is not in canonical form",
    "The hash is over the exact bytes: use the file as it was published.",
  );
  return { ...genesis, hash: sha256(utf8ToBytes(text)) };
}

/** The hash and checked content of a genesis document that this program made. @throws PsephosError as {@link parseGenesis} */
export const checkGenesis = (genesis: Genesis): CheckedGenesis => parseGenesis(genesisText(genesis));

/** The key that a process names, or undefined if the chain does not have it. */
export const genesisKey = (genesis: Pick<Genesis, "censusKeys">, censusKey: Hex): GenesisKey | undefined =>
  genesis.censusKeys.find(({ circuit, keyHash }) => keyId(circuit, keyHash) === censusKey);

/** The bytes used in place of a process contract's address on a chain without an EVM. */
export const chainAddress = ({ hash }: CheckedGenesis): Hex => toHex(hash.subarray(0, 20));
