/** What a run ends with: 0 done, 1 refused (a rule of Psephos says no), 2 failed (it could not be done). */
import { PsephosError } from "../errors/index.js";
import { REFUSAL_HINTS } from "./refusals.js";

export const EXIT = { done: 0, refused: 1, failed: 2, interrupted: 130 } as const;

/** An error as it is shown and as `--json` prints it. */
export interface ShownError {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/** The errors of a cause's chain, the outermost first. */
function* causes(error: unknown): Generator<Error> {
  for (let cause = error; cause instanceof Error; cause = cause.cause) yield cause;
}

/** What a node's refusal is shown as, by the names that viem's errors have. The first that fits. */
const CHAIN_FAULTS: readonly { readonly names: RegExp; readonly shown: ShownError }[] = [
  {
    names: /^InsufficientFundsError$/,
    shown: {
      code: "cli/funds",
      message: "the account has too little ether for what the transaction sends along and its gas",
      hint: "Send ether to the account of --key, and run the command again.",
    },
  },
  {
    names: /^(ContractFunctionZeroDataError|AbiDecodingZeroDataError)$/,
    shown: {
      code: "cli/no-contract",
      message: "there is no contract at the address, or another one than was asked for",
      hint: "Check --contract, and that --rpc is a node of the contract's chain.",
    },
  },
  {
    names:
      /^(HttpRequestError|TimeoutError|SocketClosedError|WebSocketRequestError|ResponseBodyTooLargeError)$/,
    shown: {
      code: "cli/rpc",
      message: "the Ethereum node does not answer, or not as one",
      hint: "Check --rpc and run the command again: what is on chain already stays there.",
    },
  },
];

/** A web page, say, where JSON was asked for. */
const NO_JSON: ShownError = {
  code: "cli/rpc-answer",
  message: "what answers at the RPC address is no Ethereum node: its answer is not JSON",
  hint: "Check --rpc: it takes the address of the node's JSON-RPC, not of a web page about it.",
};

const isViems = (error: Error) => typeof (error as { shortMessage?: unknown }).shortMessage === "string";

/**
 * An error of viem's, in our words. Its own text is not shown: it quotes the node's address, which may hold an access token,
 * and what the node answered, which may quote it too.
 */
export function showChainError(error: unknown): ShownError | undefined {
  const chain = [...causes(error)];
  if (!chain.some(isViems)) return undefined;
  if (chain.some((cause) => cause instanceof SyntaxError)) return NO_JSON;
  for (const { names, shown } of CHAIN_FAULTS) {
    if (chain.some(({ name }) => names.test(name))) return shown;
  }
  const inner = chain.filter(isViems).at(-1)!;
  const code = chain
    .map((cause) => (cause as { code?: unknown }).code)
    .find((value) => typeof value === "number");
  return {
    code: "cli/chain",
    message: `the Ethereum node refuses: ${inner.name}${code === undefined ? "" : ` (${code})`}`,
    hint: "Check --contract and --rpc, and run the command again: what is on chain already stays there.",
  };
}

/** What to do about a `ContractRefusal`. */
function refusalHint(error: PsephosError & { rule?: string }): string | undefined {
  const { code, rule } = error;
  if (code !== "evm/refused" || rule === undefined) return undefined;
  return Object.hasOwn(REFUSAL_HINTS, rule) ? REFUSAL_HINTS[rule] : undefined;
}

const FILE_FAULTS =
  /^E(ACCES|BUSY|DQUOT|EXIST|IO|ISDIR|LOOP|MFILE|NAMETOOLONG|NFILE|NOENT|NOSPC|NOTDIR|NOTEMPTY|PERM|ROFS)$/;

/** A file or folder that the system refuses where no room tells it in its own words: on a full disk, say. Node's text names a path at most. */
function showFileError(error: unknown): ShownError | undefined {
  const { code = "", syscall } = (error instanceof Error ? error : {}) as NodeJS.ErrnoException;
  if (syscall === undefined || !FILE_FAULTS.test(code)) return undefined;
  return { code: "cli/file", message: `the system refuses: ${(error as Error).message}` };
}

/** What went wrong, in words; nothing but a `PsephosError`'s own text is trusted to hold no secret. */
export function showError(error: unknown): ShownError {
  if (error instanceof PsephosError) {
    const { code, message } = error;
    const hint = error.hint ?? refusalHint(error);
    return { code, message, ...(hint === undefined ? {} : { hint }) };
  }
  const known = showChainError(error) ?? showFileError(error);
  if (known) return known;
  const text = error instanceof Error ? `${error.name} (${error.message})` : "an unknown error";
  return {
    code: "cli/unexpected",
    message: text.replace(/https?:\/\/[^\s)"']*/g, "<address>"),
    hint: "This is a fault of Psephos: please report it with the command that you ran.",
  };
}

/** Rules of the command line itself, and of the machine it runs on, fail; every other rule refuses. */
const FAILING_ROOMS = ["cli", "setup"];

/** What a ceremony's files and beacons are refused for; the setup's other rules are about what it was asked to do. */
const REFUSING =
  /^setup\/(attestation|beacon|ceremony-(?:file|gap|listing|position)|contribution|key|no-contribution|other-circuit|point|ptau|replay|source-changed|transcript)/;

export function exitCodeOf(error: unknown): number {
  if (!(error instanceof PsephosError)) return EXIT.failed;
  const failing = FAILING_ROOMS.includes(error.code.split("/")[0]!) && !REFUSING.test(error.code);
  return failing ? EXIT.failed : EXIT.refused;
}
