/** Exit codes: 0 done, 1 refused (a rule of Psephos forbids it), 2 failed (it could not be done). */
import { type ErrorCode, type ErrorKind, type FailedCode, PsephosError } from "../errors/index.js";
import { NO_RULE_HINT, REFUSAL_HINTS } from "./refusals.js";

export const EXIT = {
  done: 0,
  refused: 1,
  failed: 2,
  interrupted: 130,
  /** The reader closed the pipe: 128 and SIGPIPE's number, as of other commands. */
  closed: 141,
} as const;

/** An error as it is shown, and as `--json` prints it. */
export interface ShownError {
  readonly kind: ErrorKind;
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string;
}

/** What is shown of an error that Psephos did not throw. */
interface ShownFailure extends ShownError {
  readonly kind: "failed";
  readonly code: FailedCode;
}

/** The errors of a cause's chain, the outermost first. */
function* causes(error: unknown): Generator<Error> {
  for (let cause = error; cause instanceof Error; cause = cause.cause) yield cause;
}

/** What is shown of a node's refusal, by the name of viem's error. The first match is used. */
const CHAIN_FAULTS: readonly { readonly names: RegExp; readonly shown: ShownFailure }[] = [
  {
    names: /^InsufficientFundsError$/,
    shown: {
      kind: "failed",
      code: "cli/funds",
      message: "the account has too little ether for the transaction's value and its gas",
      hint: "Send ether to the account of --key, and run the command again.",
    },
  },
  {
    names: /^(ContractFunctionZeroDataError|AbiDecodingZeroDataError)$/,
    shown: {
      kind: "failed",
      code: "cli/no-contract",
      message: "there is no contract at the address, or it is a different contract",
      hint: "Check --contract, and that --rpc is a node of the contract's chain.",
    },
  },
  {
    names: /^ContractFunctionRevertedError$/,
    shown: {
      kind: "failed",
      code: "cli/no-contract",
      message: "the contract refuses and gives no reason: it may be the wrong contract",
      hint: NO_RULE_HINT,
    },
  },
  {
    names:
      /^(HttpRequestError|TimeoutError|SocketClosedError|WebSocketRequestError|ResponseBodyTooLargeError)$/,
    shown: {
      kind: "failed",
      code: "cli/rpc",
      message: "the Ethereum node does not answer, or answers something else",
      hint: "Check --rpc and run the command again. What is on chain stays there.",
    },
  },
];

/** For example a web page instead of JSON. */
const NO_JSON: ShownFailure = {
  kind: "failed",
  code: "cli/rpc-answer",
  message: "the RPC address is not an Ethereum node: its answer is not JSON",
  hint: "Check --rpc: it is the address of the node's JSON-RPC, not of a web page about the node.",
};

const isViems = (error: Error) => typeof (error as { shortMessage?: unknown }).shortMessage === "string";

/**
 * An error of viem, in our words. viem's own text is not shown: it quotes the node's address, which may contain an access
 * token, and the node's answer, which may quote the address.
 */
export function showChainError(error: unknown): ShownFailure | undefined {
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
    kind: "failed",
    code: "cli/chain",
    message: `the Ethereum node refuses: ${inner.name}${code === undefined ? "" : ` (${code})`}`,
    hint: "Check --contract and --rpc, and run the command again. What is on chain stays there.",
  };
}

/** What to do about a `ContractRefusal`. */
function refusalHint(error: PsephosError & { rule?: string }): string | undefined {
  const { code, rule } = error;
  if (code !== "evm/refused" || rule === undefined) return undefined;
  if (rule === "no reason given" || /^0x/.test(rule)) return NO_RULE_HINT;
  return Object.hasOwn(REFUSAL_HINTS, rule) ? REFUSAL_HINTS[rule] : undefined;
}

const FILE_FAULTS =
  /^E(ACCES|BUSY|DQUOT|EXIST|IO|ISDIR|LOOP|MFILE|NAMETOOLONG|NFILE|NOENT|NOSPC|NOTDIR|NOTEMPTY|PERM|ROFS)$/;

/** An error of the operating system that no room has put in words, such as a full disk. Node's text names a path at most. */
function showFileError(error: unknown): ShownFailure | undefined {
  const { code = "", syscall } = (error instanceof Error ? error : {}) as NodeJS.ErrnoException;
  if (syscall === undefined || !FILE_FAULTS.test(code)) return undefined;
  return { kind: "failed", code: "cli/file", message: `the system refuses: ${(error as Error).message}` };
}

/** What went wrong, in words. Only the text of a `PsephosError` is trusted to contain no secret. */
export function showError(error: unknown): ShownError {
  if (error instanceof PsephosError) {
    const { kind, code, message } = error;
    const hint = error.hint ?? refusalHint(error);
    return { kind, code, message, ...(hint === undefined ? {} : { hint }) };
  }
  const known = showChainError(error) ?? showFileError(error);
  if (known) return known;
  const text = error instanceof Error ? `${error.name} (${error.message})` : "an unknown error";
  return {
    kind: "failed",
    code: "cli/unexpected",
    message: text.replace(/https?:\/\/[^\s)"']*/g, "<address>"),
    hint: "This is an error in Psephos: please report it with the command that you ran.",
  };
}

/** An error of Psephos says whether it is `refused`. Any other error has failed. */
export function exitCodeOf(error: unknown): number {
  return error instanceof PsephosError && error.kind === "refused" ? EXIT.refused : EXIT.failed;
}
