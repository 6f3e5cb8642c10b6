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
/** It takes a fraction of a second, more on a machine that is busy. */
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 3_000;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export interface LocalEvmOptions {
  /** 0, the default, takes a free port. */
  readonly port?: number;
  /** 31337 unless told. */
  readonly chainId?: number;
  /** The binary; looked for unless told. */
  readonly binary?: string;
}

/** A running local EVM. */
export interface LocalEvm extends AsyncDisposable {
  /** http://127.0.0.1:port */
  readonly rpcUrl: string;
  readonly chainId: number;
  /** Ten funded accounts that sign here (viem's local accounts). */
  readonly accounts: readonly HDAccount[];
  /** Ends it. May be called twice. */
  close(): Promise<void>;
}

/** Removes a folder of states. What anvil still wrote as it was killed is tried again, and never fails the run. */
function removeStates(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  } catch {
    // Left to the system's own cleaning of its temporary folder.
  }
}

/**
 * Has `child` end, and its folder of states go, with this process, however this process ends short of SIGKILL.
 * Returns what undoes that.
 */
function tieToThisProcess(child: ChildProcess, states: string): () => void {
  const kill = (): void => {
    child.kill("SIGKILL");
    removeStates(states);
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    kill();
    untie();
    // Without another listener the signal would have ended this process: let it.
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
    // The lines are read to the end of its life: a pipe that nobody empties would stop it.
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
 * @throws PsephosError `cli/evm-not-found`, `cli/evm-failed` (the port is taken, say), `cli/evm-timeout`
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
