/** Begins the home of a node that orders a voting chain by itself: its keys, its genesis document, its settings. */
import { copyFileSync, existsSync } from "node:fs";
import { basename, join } from "node:path";
import { keyId, Refusal } from "psephos";
import { verificationKeyHash } from "psephos/groth16";
import {
  type CheckedGenesis,
  DEFAULT_PARAMETERS,
  type Genesis,
  type Lists,
  type Parameters,
  parseGenesis,
} from "psephos/ledger";
import { developmentCircuit } from "psephos/setup";
import type { Hex } from "viem";
import { type CensusKeyFile, depthOf, readCensusKey } from "./census-keys.js";
import { makeFolder, nodeKeys, pathsOf, writeGenesis, writeNew } from "./home.js";
import { SETTINGS_FILE } from "./load-settings.js";
import type { Settings } from "./settings.js";

export interface InitOptions {
  readonly home: string;
  /** The voting chain's number: the namespace of its processes. */
  readonly votingChain: number;
  readonly evm: Genesis["evm"];
  /** Addresses, lower case; empty for this node's own. */
  readonly oracles: readonly Hex[];
  /** More than half of them if left out. */
  readonly quorum?: number | undefined;
  readonly keykeepers: Lists["keykeepers"];
  /** ed25519 keys of the validators that order together; this node's own if left out. */
  readonly validators?: readonly Hex[] | undefined;
  /** Files of census circuits' verification keys, which are copied into the home. */
  readonly keys: readonly string[];
  /** Add the development key of census-7, with which anyone can forge votes. */
  readonly development: boolean;
  readonly parameters?: Partial<Parameters> | undefined;
  /** Settings that are written to the home's file. */
  readonly settings?: Partial<Settings> | undefined;
}

const DEVELOPMENT_CIRCUIT = "census-7";

const moreThanHalf = (count: number): number => Math.floor(count / 2) + 1;

const genesisKey = ({ circuit, verificationKey }: CensusKeyFile) => ({
  circuit,
  depth: depthOf(circuit),
  keyHash: `0x${verificationKeyHash(verificationKey)}` as const,
});

/** Puts the verification keys into the home. @returns their files there */
async function putKeys({
  home,
  keys,
  development,
}: Pick<InitOptions, "home" | "keys" | "development">): Promise<string[]> {
  const folder = pathsOf(home).keys;
  makeFolder(folder);
  const files: string[] = [];
  for (const key of keys) {
    readCensusKey(key);
    const file = join(folder, basename(key));
    if (!existsSync(file)) copyFileSync(key, file);
    files.push(file);
  }
  if (!development) return files;
  const file = join(folder, `${DEVELOPMENT_CIRCUIT}.vkey.json`);
  if (!existsSync(file)) {
    const { verificationKey } = await developmentCircuit(DEVELOPMENT_CIRCUIT);
    writeNew(file, `${JSON.stringify(verificationKey, null, 1)}\n`);
  }
  return [...files, file];
}

function writeSettings(home: string, settings: Partial<Settings>): void {
  const file = join(home, SETTINGS_FILE);
  if (!existsSync(file)) writeNew(file, `${JSON.stringify(settings, null, 2)}\n`, 0o600);
}

/** What was made. */
export interface Initialised {
  readonly genesis: CheckedGenesis;
  readonly validator: Hex;
  readonly oracle: Hex;
  /** The ids by which processes name the census keys. */
  readonly censusKeys: readonly Hex[];
}

/**
 * Makes a home. Keys that are there stay.
 * @throws PsephosError `node/genesis-exists`, `node/verification-key`, `node/key-file`, `node/files`, and those of `checkGenesis`
 */
export async function initHome(options: InitOptions): Promise<Initialised> {
  const { home, votingChain, evm, keykeepers, development, parameters, settings } = options;
  const { validator, oracle } = nodeKeys(home);
  const own = oracle.address.toLowerCase() as Hex;
  const oracles = options.oracles.length === 0 ? [own] : options.oracles;
  const files = await putKeys(options);
  const censusKeys = files.map((file) => genesisKey(readCensusKey(file)));
  const lists = {
    oracles,
    quorum: options.quorum ?? moreThanHalf(oracles.length),
    keykeepers,
    validators: options.validators?.length ? options.validators : [validator],
  };
  const genesis = writeGenesis(home, {
    votingChain,
    evm,
    lists,
    censusKeys,
    parameters: { ...DEFAULT_PARAMETERS, ...parameters },
  });
  writeSettings(home, { ...(development ? { insecure: true } : {}), ...settings });
  return {
    genesis,
    validator,
    oracle: own,
    censusKeys: censusKeys.map((key) => keyId(key.circuit, key.keyHash)),
  };
}

export interface JoinOptions extends Pick<InitOptions, "home" | "keys" | "development" | "settings"> {
  /** The text of the chain's genesis document. */
  readonly genesis: string;
}

/**
 * Makes the home of a node of a chain that exists. Keys that are there stay.
 * @throws PsephosError `node/genesis-exists`, `node/verification-key`, `node/key-file`, `node/files`, and those of `parseGenesis`
 */
export async function joinHome(options: JoinOptions): Promise<CheckedGenesis> {
  const { home, development, settings } = options;
  const genesis = parseGenesis(options.genesis);
  nodeKeys(home);
  const files = await putKeys(options);
  const has = new Set(files.map((file) => genesisKey(readCensusKey(file)).keyHash));
  const missing = genesis.censusKeys.filter(({ keyHash }) => !has.has(keyHash));
  if (missing.length > 0)
    throw new Refusal(
      "node/verification-key",
      `the verification key of ${missing.map(({ circuit }) => circuit).join(", ")} that the genesis document names is missing`,
      { hint: "Give its file with --key; a development key is made with --development." },
    );
  writeGenesis(home, genesis);
  writeSettings(home, { ...(development ? { insecure: true } : {}), ...settings });
  return genesis;
}
