/** Compiles verifier contracts with one compiler and one set of settings, so that anyone gets the same bytes. */
import { createRequire } from "node:module";
import { ensureAble, Failure } from "../../errors/index.js";
import type { VerifierSource } from "./source.js";

/** The compiler's version. */
export const SOLC_VERSION = "0.8.37";

/**
 * Paris: no opcode that some chain lacks. No metadata: the code depends only on the source's meaning, and
 * the code on chain can be compared with it byte for byte.
 */
export const SOLC_SETTINGS = {
  evmVersion: "paris",
  optimizer: { enabled: true, runs: 1_000_000 },
  metadata: { bytecodeHash: "none", appendCBOR: false },
} as const;

/** A compiled verifier. */
export interface CompiledVerifier {
  readonly name: string;
  /** The contract's JSON ABI. */
  readonly abi: readonly Record<string, unknown>[];
  /** The code that deploys it. */
  readonly bytecode: `0x${string}`;
  /** The code on chain after the deployment. */
  readonly deployedBytecode: `0x${string}`;
}

interface Solc {
  version(): string;
  compile(input: string): string;
}

interface SolcContract {
  readonly abi: Record<string, unknown>[];
  readonly evm: { readonly bytecode: { object: string }; readonly deployedBytecode: { object: string } };
}

/** solc's program adds listeners for errors of the whole process; they are removed again. */
function withoutNewListeners<T>(load: () => T): T {
  const events = ["uncaughtException", "unhandledRejection"] as const;
  const before = events.map((event) => process.listeners(event as "uncaughtException"));
  const result = load();
  events.forEach((event, i) => {
    for (const listener of process.listeners(event as "uncaughtException")) {
      if (!before[i]!.includes(listener)) process.off(event, listener);
    }
  });
  return result;
}

/**
 * The compiler that is installed.
 * @throws PsephosError `setup/no-solc`, `setup/solc-version`
 */
function loadSolc(): Solc {
  const hint = `Run \`npm install solc@${SOLC_VERSION}\` where psephos is installed (with -g if it is installed so).`;
  let solc: Solc;
  try {
    solc = withoutNewListeners(() => createRequire(import.meta.url)("solc"));
  } catch (cause) {
    throw new Failure("setup/no-solc", "the Solidity compiler is not installed", { hint, cause });
  }
  const found = solc.version();
  ensureAble(
    found.startsWith(`${SOLC_VERSION}+`),
    "setup/solc-version",
    `the Solidity compiler is ${found}, but only ${SOLC_VERSION} makes bytes that can be compared`,
    hint,
  );
  return solc;
}

/**
 * Compiles a verifier's source. Takes about two seconds, most of them to load the compiler.
 * @throws PsephosError `setup/no-solc`, `setup/solc-version`, `setup/solc-failed` (errors and warnings alike)
 */
export function compileVerifier({ name, source }: VerifierSource): CompiledVerifier {
  const file = `${name}.sol`;
  const outputSelection = {
    [file]: { [name]: ["abi", "evm.bytecode.object", "evm.deployedBytecode.object"] },
  };
  const input = {
    language: "Solidity",
    sources: { [file]: { content: source } },
    settings: { ...SOLC_SETTINGS, outputSelection },
  };
  const output: {
    errors?: { formattedMessage: string }[];
    contracts?: Record<string, Record<string, SolcContract>>;
  } = JSON.parse(loadSolc().compile(JSON.stringify(input)));
  const contract = output.contracts?.[file]?.[name];
  ensureAble(
    contract !== undefined && !output.errors?.length,
    "setup/solc-failed",
    () => `solc refuses the source:\n${output.errors?.map((e) => e.formattedMessage).join("\n")}`,
  );
  return {
    name,
    abi: contract.abi,
    bytecode: `0x${contract.evm.bytecode.object}`,
    deployedBytecode: `0x${contract.evm.deployedBytecode.object}`,
  };
}
