/** A new process's parameters as a JSON file: what is left out is off, zero or empty. */
import { ensure } from "../errors/index.js";
import { CensusOrigin, type EnvelopeType, type Mode, type ProcessParams } from "../process/index.js";
import { readJson } from "./files.js";

const ZERO_ADDRESS = `0x${"0".repeat(40)}` as const;
const ZERO_WORD = `0x${"0".repeat(64)}` as const;

const MODE: Mode = {
  autoStart: false,
  interruptible: false,
  dynamicCensus: false,
  encryptedMetadata: false,
  preRegister: false,
};
const ENVELOPE: EnvelopeType = {
  serial: false,
  anonymous: false,
  encryptedVotes: false,
  uniqueValues: false,
  costFromWeight: false,
};
const DEFAULTS: ProcessParams = {
  mode: MODE,
  envelopeType: ENVELOPE,
  censusOrigin: CensusOrigin.OFF_CHAIN_TREE_WEIGHTED,
  token: ZERO_ADDRESS,
  startBlock: 0,
  blockCount: 0,
  questionCount: 1,
  maxCount: 1,
  maxValue: 1,
  maxVoteOverwrites: 0,
  maxTotalCost: 0,
  costExponent: 10_000,
  evmBlockHeight: 0n,
  censusKey: ZERO_WORD,
  settlement: ZERO_ADDRESS,
  paramsSignature: ZERO_WORD,
  metadata: "",
  censusRoot: "",
  censusUri: "",
};

function known(given: unknown, names: object, what: string): Record<string, unknown> {
  ensure(
    typeof given === "object" && given !== null && !Array.isArray(given),
    "cli/params",
    `${what} is not a JSON object`,
  );
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(names, name));
  ensure(
    unknown === undefined,
    "cli/params",
    `${what} has an unknown key: ${unknown}`,
    `It takes ${Object.keys(names).join(", ")}.`,
  );
  return given as Record<string, unknown>;
}

function flags<Flags extends object>(given: unknown, off: Flags, what: string): Flags {
  const set = known(given ?? {}, off, what);
  ensure(
    Object.values(set).every((value) => typeof value === "boolean"),
    "cli/params",
    `${what} holds true and false`,
  );
  return { ...off, ...set } as Flags;
}

/** Reads a parameters file; the contract's own rules are checked when the process is made. @throws PsephosError `cli/params` */
export async function readParams(path: string): Promise<ProcessParams> {
  const given = known(await readJson(path), DEFAULTS, path);
  const { mode, envelopeType, censusOrigin, evmBlockHeight, ...rest } = given;
  const origin =
    typeof censusOrigin === "string" ? CensusOrigin[censusOrigin as keyof typeof CensusOrigin] : censusOrigin;
  ensure(
    origin === undefined || Object.values(CensusOrigin).includes(origin as CensusOrigin),
    "cli/params",
    `censusOrigin is one of ${Object.keys(CensusOrigin).join(", ")}`,
  );
  ensure(
    evmBlockHeight === undefined || /^(0|[1-9][0-9]{0,18})$/.test(String(evmBlockHeight)),
    "cli/params",
    "evmBlockHeight is a whole number",
  );
  return {
    ...DEFAULTS,
    ...(rest as Partial<ProcessParams>),
    ...(origin === undefined ? {} : { censusOrigin: origin as CensusOrigin }),
    ...(evmBlockHeight === undefined ? {} : { evmBlockHeight: BigInt(String(evmBlockHeight)) }),
    mode: flags(mode, MODE, "mode"),
    envelopeType: flags(envelopeType, ENVELOPE, "envelopeType"),
  };
}
