/** Options and arguments that commands share, each declared once. */
import { Argument, InvalidArgumentError } from "commander";
import { fixedHex, type Hex } from "../bytes/index.js";
import { option } from "./command.js";

/** A parser of whole numbers up to 999999999. */
export function whole(text: string): number {
  const value = Number(text);
  if (!/^[0-9]{1,9}$/.test(text)) throw new InvalidArgumentError("It takes a whole number up to 999999999.");
  return value;
}

/** The same from 1 on. */
export function positive(text: string): number {
  if (whole(text) === 0) throw new InvalidArgumentError("It takes a whole number, at least 1.");
  return whole(text);
}

/** A parser for an option that may be repeated. */
export const collect = (value: string, all: readonly string[] = []): readonly string[] => [...all, value];

export const RPC = option("--rpc <url>", "an Ethereum node", { unless: "http://127.0.0.1:8545" });
export const CONTRACT = option("--contract <address>", "the process contract", { required: true });
export const PRIVATE_KEY = option("--key <file>", "your private key, in a file", { required: true });

/** Of a command that reads a contract. */
export const READING = [CONTRACT, RPC] as const;
/** Of a command that sends transactions. */
export const WRITING = [CONTRACT, RPC, PRIVATE_KEY] as const;

export const ARTIFACTS = option("--artifacts <folder>", "where the circuit's files are");

/** Of every command that proves or checks under the key that a process names. */
export const INSECURE = option(
  "--insecure",
  "accept a development or rehearsal key: anybody can forge votes under it; for tests only",
);

/** Of a command that uses a key: where it is, and whether an insecure one is accepted. */
export const KEYS = [ARTIFACTS, INSECURE] as const;

/** Of every command whose output can be made again. Identities and contributions are never replaced. */
export const FORCE = option("--force", "replace existing files");

/** Where a count is written. */
export const RESULTS_OUT = option("-o, --out <file>", "where to write the results", {
  unless: "results.json",
});

export const PROCESS = option("-p, --process <file>", "the process", { unless: "process.json" });

/** Of a command that reads a process file, and compares it with the chain if --contract is given. */
export const PROCESS_AND_CHAIN = [
  PROCESS,
  option("--contract <address>", "compare the process file with this process contract"),
  RPC,
] as const;

export const PROCESS_ID = new Argument("<id>", "the process id");

/** @throws PsephosError `bytes/…` unless it is 0x and 64 lower-case hex digits */
export function assertProcessId(id: string): Hex {
  fixedHex(id, 32, "the process id");
  return id as Hex;
}
