/** A local EVM for tests and demonstrations: anvil, with accounts whose keys everyone knows. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type HDAccount, mnemonicToAccount } from "viem/accounts";
import { type FailedCode, Failure } from "../../errors/index.js";
import { findAnvil } from "./find-anvil.js";

/** anvil's own phrase: the accounts that it gives 10,000 ether each. Public, and of no use elsewhere. */
const MNEMONIC = "test test test test test test test test test test test junk";
const ACCOUNTS = 10;
/** It takes a fraction of a second, or longer on a busy machine. */
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 3_000;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export interface LocalEvmOptions {
  /** 0, the default, takes a free port. */
  readonly port?: number;
  /** 31337 by default. */
  readonly chainId?: number;
  /** The binary; by default it is looked for. */
  readonly binary?: string;
}

/** A running local EVM. */
export interface LocalEvm extends AsyncDisposable {
  /** http://127.0.0.1:port */
  readonly rpcUrl: string;
  readonly chainId: number;
  /** Ten funded accounts that sign here (viem's local accounts). */
  readonly accounts: readonly HDAccount[];
  /** Ends it. Calling it twice is allowed. */
  close(): Promise<void>;
}

/** Removes a folder of states. Files that anvil writes while it is killed are removed in a second try; an error here never fails the run. */
function removeStates(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  } catch {
    // The system cleans its temporary folder.
  }
}

/**
 * Ends `child` and removes its folder of states when this process ends, unless it ends by SIGKILL.
 * @returns a function that undoes this
 */
function tieToThisProcess(child: ChildProcess, states: string): () => void {
  const kill = (): void => {
    child.kill("SIGKILL");
    removeStates(states);
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    kill();
    untie();
    // Without another listener, the signal would have ended this process: end it.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
  const untie = (): void => {
    process.off("exit", kill);
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
  process.on("exit", kill);
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return untie;
}

/** Waits for the line that names the address. Rejects when anvil ends or says nothing in time. */
function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (code: FailedCode, why: string, cause?: unknown): void => {
      clearTimeout(timer);
      reject(new Failure(code, `the local EVM did not start: ${why}`, { cause }));
    };
    const timer = setTimeout(
      () => fail("cli/evm-timeout", `anvil was not ready after ${START_TIMEOUT_MS / 1000} s`),
      START_TIMEOUT_MS,
    );
    let complaint = "";
    child.stderr!.on("data", (chunk) => {
      complaint = `${complaint}${chunk}`.slice(-2000);
    });
    child.once("error", (cause) => fail("cli/evm-failed", "anvil could not be run", cause));
    child.once("close", (code, signal) =>
      fail("cli/evm-failed", `anvil ended with ${signal ?? code}${complaint && `: ${complaint.trim()}`}`),
    );
    // Its output is read until it ends: a full pipe would stop it.
    createInterface({ input: child.stdout! }).on("line", (line) => {
      const address = /^Listening on (\S+:\d+)$/.exec(line)?.[1];
      if (address === undefined) return;
      clearTimeout(timer);
      resolve(address);
    });
  });
}

/**
 * Starts anvil on this machine's loopback address and waits until it answers. It ends with `close()`, and with
 * this process (Ctrl-C too).
 * @throws PsephosError `cli/evm-not-found`, `cli/evm-failed` (for example: the port is taken), `cli/evm-timeout`
 */
export async function startLocalEvm(options: LocalEvmOptions = {}): Promise<LocalEvm> {
  const { port = 0, chainId = 31337, binary = findAnvil() } = options;
  // anvil writes the states of old blocks to disk, gigabytes in a long run, by default in the home, and leaves them there
  // when it is killed.
  const states = mkdtempSync(join(tmpdir(), "psephos-evm-"));
  const settings = {
    host: "127.0.0.1",
    port,
    "chain-id": chainId,
    mnemonic: MNEMONIC,
    accounts: ACCOUNTS,
    "cache-path": states,
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, `${value}`]);
  const child = spawn(binary, args, { stdio: ["ignore", "pipe", "pipe"] });
  const untie = tieToThisProcess(child, states);
  const ended = new Promise<void>((resolve) => {
    child.once("close", () => resolve());
    child.once("error", () => resolve());
  });

  async function close(): Promise<void> {
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
    await ended;
    clearTimeout(timer);
    untie();
    removeStates(states);
  }

  try {
    const rpcUrl = `http://${await listening(child)}`;
    const accounts = Array.from({ length: ACCOUNTS }, (_, addressIndex) =>
      mnemonicToAccount(MNEMONIC, { addressIndex }),
    );
    return { rpcUrl, chainId, accounts, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}
