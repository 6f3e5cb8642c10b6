/**
 * The parameters of a new process as a JSON file, written by people. An unknown key or word is refused at every level,
 * with the nearest known one; a written value is never replaced by a default. A missing value is off, zero or
 * empty, or refused (the table "Files" in docs/process.md).
 */
import { addressBytes, fixedHex, type Hex, knownWords, quoted, toHex } from "../bytes/index.js";
import { ensure } from "../errors/index.js";
import { CensusOrigin, isEvmOrigin } from "./census-origin.js";
import { ENVELOPE_FLAGS, MODE_FLAGS } from "./flags.js";
import { parseJson } from "./json.js";
import type { ProcessParams } from "./params.js";
import { MAX_COUNT } from "./params-rules.js";
import { Problems } from "./problems.js";

const ZERO_ADDRESS: Hex = `0x${"0".repeat(40)}`;
const ZERO_WORD: Hex = `0x${"0".repeat(64)}`;
/** A parameters file is a page of text; a larger file is not a parameters file. */
const MAX_BYTES = 2 ** 16;

/** Reads one value; calls `problem` with what is wrong with it. The returned value is then not used. */
type Read<T> = (value: unknown, problem: (text: string) => void) => T | undefined;

interface Field<T> {
  readonly read: Read<T>;
  /** The value if it is missing; a value without a default is required. */
  readonly absent?: T;
}

/** A value as an error shows it. */
function given(value: unknown): string {
  if (typeof value === "string") return `the text ${quoted(value)}`;
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" && value !== null ? "an object" : String(value);
}

function integer(low: number, high: number): Read<number> {
  return (value, problem) => {
    if (typeof value === "number" && Number.isInteger(value) && value >= low && value <= high) return value;
    const quotes =
      typeof value === "string" && /^\d+$/.test(value) ? "; write it without quotation marks" : "";
    problem(`is ${given(value)}; it takes a whole number from ${low} to ${high}${quotes}`);
    return undefined;
  };
}

/** A number of 256 bits: as text, because JSON's numbers end at 2^53; a small one may be a number. */
const word: Read<bigint> = (value, problem) => {
  const digits = Number.isSafeInteger(value) ? String(value) : value;
  if (typeof digits === "string" && /^(?:0|[1-9][0-9]{0,77}|0x(?:0|[1-9a-f][0-9a-f]{0,63}))$/.test(digits)) {
    const number = BigInt(digits);
    if (number < 1n << 256n) return number;
  }
  problem(
    `is ${given(value)}; it takes a whole number below 2^256, or the same as text in decimal or in hex with 0x, without leading zeros`,
  );
  return undefined;
};

const text: Read<string> = (value, problem) => {
  if (typeof value === "string") return value;
  problem(`is ${given(value)}; it takes text`);
  return undefined;
};

/** A text that `check` accepts; it throws what is wrong. */
function checked(form: string, check: (value: string) => Hex): Read<Hex> {
  return (value, problem) => {
    try {
      return check(value as string);
    } catch {
      problem(`is ${given(value)}; it takes ${form}`);
      return undefined;
    }
  };
}

const word32 = checked("0x and 64 lower-case hex digits", (value) => {
  fixedHex(value, 32, "it");
  return value as Hex;
});
const address = checked(
  "an address: 0x and 40 hex digits, in lower case or with a right checksum (EIP-55)",
  (value) => toHex(addressBytes(value, "it")),
);

const origin: Read<CensusOrigin> = (value, problem) => {
  if (typeof value === "string" && Object.hasOwn(CensusOrigin, value))
    return CensusOrigin[value as keyof typeof CensusOrigin];
  const words = Object.keys(CensusOrigin);
  const [number] = Object.entries(CensusOrigin).find(([, origin]) => origin === value) ?? [];
  const more =
    number === undefined
      ? knownWords(typeof value === "string" ? value : "", words)
      : `write ${quoted(number)}`;
  problem(`is ${given(value)}, which is no census origin; ${more}`);
  return undefined;
};

/** Adds each key of `object` that is not in `known`. */
function refuseUnknown(
  object: object,
  known: readonly string[],
  add: (path: string, text: string) => void,
): void {
  for (const key of Object.keys(object)) {
    if (!known.includes(key)) add(quoted(key), `is not a known key; ${knownWords(key, known)}`);
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** An object of booleans; a flag that is left out is off. */
function flags<Name extends string>(names: readonly Name[]): Read<Record<Name, boolean>> {
  return (value, problem) => {
    if (!isObject(value)) {
      problem(`is ${given(value)}; it takes an object, such as { "${names[0]}": true }`);
      return undefined;
    }
    refuseUnknown(value, names, (key, text) => problem(`has ${key}, which ${text}`));
    const entries = names.map((name) => {
      const set = Object.hasOwn(value, name) ? value[name] : false;
      if (typeof set !== "boolean") problem(`has ${name}: ${given(set)}; it takes true or false`);
      return [name, set === true] as const;
    });
    return Object.fromEntries(entries) as Record<Name, boolean>;
  };
}

const off = <Name extends string>(names: readonly Name[]) =>
  Object.fromEntries(names.map((name) => [name, false])) as Record<Name, boolean>;

const FIELDS: { readonly [Name in keyof ProcessParams]: Field<ProcessParams[Name]> } = {
  mode: { read: flags(MODE_FLAGS), absent: off(MODE_FLAGS) },
  envelopeType: { read: flags(ENVELOPE_FLAGS), absent: off(ENVELOPE_FLAGS) },
  censusOrigin: { read: origin },
  token: { read: address, absent: ZERO_ADDRESS },
  startBlock: { read: integer(0, 2 ** 32 - 1), absent: 0 },
  blockCount: { read: integer(0, 2 ** 32 - 1), absent: 0 },
  questionCount: { read: integer(1, 255) },
  maxCount: { read: integer(1, MAX_COUNT) },
  maxValue: { read: integer(0, 255) },
  maxVoteOverwrites: { read: integer(0, 255), absent: 0 },
  maxTotalCost: { read: integer(0, 65_535), absent: 0 },
  costExponent: { read: integer(0, 65_535), absent: 10_000 },
  evmBlockHeight: {
    read: (value, problem) => {
      const height = integer(0, Number.MAX_SAFE_INTEGER)(value, problem);
      return height === undefined ? undefined : BigInt(height);
    },
    absent: 0n,
  },
  balancePosition: { read: word, absent: 0n },
  tokenId: { read: word, absent: 0n },
  censusKey: { read: word32, absent: ZERO_WORD },
  settlement: { read: address, absent: ZERO_ADDRESS },
  paramsSignature: { read: word32, absent: ZERO_WORD },
  metadata: { read: text },
  censusRoot: { read: text },
  censusUri: { read: text, absent: "" },
};

/**
 * Reads a parameters file. Its words, types and ranges are checked here; `checkDeclaration` checks that the values agree.
 * @param bytes UTF-8
 * @throws DocumentError `process/params-file`, with every place that is wrong; PsephosError `process/json-…`
 */
export function parseParamsFile(bytes: Uint8Array): ProcessParams {
  const document = parseJson(bytes, { maxBytes: MAX_BYTES, integers: true });
  ensure(isObject(document), "process/params-file", "the parameters are not a JSON object: { … }");
  const problems = new Problems();
  refuseUnknown(document, Object.keys(FIELDS), (path, text) => problems.add(path, text));
  const entries = Object.entries(FIELDS).map(([name, field]) => {
    const { read, absent } = field as Field<unknown>;
    if (Object.hasOwn(document, name))
      return [name, read(document[name], (text) => problems.add(name, text))];
    if (absent === undefined) problems.add(name, "is missing");
    return [name, absent];
  });
  const params = Object.fromEntries(entries) as ProcessParams;
  const limited = params.envelopeType?.costFromWeight || (params.maxTotalCost ?? 0) > 0;
  if (limited && !Object.hasOwn(document, "costExponent"))
    problems.add(
      "costExponent",
      "is missing; a process that limits the cost says how it is counted: 10000 is the value itself, 20000 its square",
    );
  // The organiser chooses the entry; it has no default.
  if (params.censusOrigin !== undefined && isEvmOrigin(params.censusOrigin)) {
    const names =
      params.censusOrigin === CensusOrigin.ERC1155 ? ["balancePosition", "tokenId"] : ["balancePosition"];
    for (const name of names.filter((name) => !Object.hasOwn(document, name)))
      problems.add(name, "is missing; a census of token holders names its entry: see `psephos token find`");
  }
  problems.throwIfAny("process/params-file", "the parameters have mistakes:");
  return params;
}
