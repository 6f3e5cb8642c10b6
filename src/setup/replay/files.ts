/** Where a replay finds what it checks. */
import { readFile } from "node:fs/promises";
import { ensure, ensureAble, Failure } from "../../errors/index.js";

/** Paths of a setup's public files. */
export interface ReplayFiles {
  readonly r1cs: string;
  readonly zkey: string;
  readonly verificationKey: string;
  /** The contract's source. */
  readonly verifier: string;
  readonly ptau: string;
  /** The witness programs, and the compact key, which a setup need not have. */
  readonly wasm: string;
  readonly pwit: string;
  readonly pkey: string;
  /** The transcript as Markdown, which need not be there. */
  readonly page: string;
}

/** @throws PsephosError `setup/file-read` */
export async function readReplayFile(path: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (cause) {
    throw new Failure("setup/file-read", `cannot read ${path}`, { cause });
  }
}

/**
 * The code at an address, hex.
 * @throws PsephosError `setup/replay-rpc` (the address of the node, which may hold a token, is not told),
 *   `setup/replay-no-code`
 */
export async function codeOnChain(
  { rpc, address }: { readonly rpc: string; readonly address: string },
  signal?: AbortSignal,
): Promise<string> {
  let code: unknown;
  try {
    const response = await fetch(rpc, {
      method: "POST",
      redirect: "error", // a person named this node, and no other
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_getCode", params: [address, "latest"] }),
      signal: signal ? AbortSignal.any([signal, AbortSignal.timeout(15_000)]) : AbortSignal.timeout(15_000),
    });
    ({ result: code } = (await response.json()) as { result?: unknown });
  } catch (cause) {
    throw new Failure("setup/replay-rpc", "the RPC address does not answer as an Ethereum node", {
      cause,
    });
  }
  ensureAble(
    typeof code === "string" && /^0x([0-9a-f]{2})*$/i.test(code),
    "setup/replay-rpc",
    "the RPC address does not answer as an Ethereum node",
  );
  ensure(code !== "0x", "setup/replay-no-code", `there is no contract at ${address}`);
  return code;
}
