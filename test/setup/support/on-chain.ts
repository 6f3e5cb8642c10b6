/** A verifier contract on a local EVM, asked without viem's readings of what it answers. */
import {
  createPublicClient,
  createWalletClient,
  decodeErrorResult,
  encodeFunctionData,
  type Hex,
  hexToBigInt,
  http,
} from "viem";
import type { LocalEvm } from "../../../src/cli/evm/index.js";
import { waitForReceipt } from "../../../src/evm/client.js";
import type { CompiledVerifier } from "../../../src/setup/index.js";

/** What a call ended with: an answer, a custom error, or a revert that says nothing (the EVM's own out of gas). */
export type Outcome = boolean | "out of gas" | { readonly error: string; readonly args: readonly unknown[] };

export interface DeployedVerifier {
  readonly address: Hex;
  /** Asks `verifyProof`; `gas` is the transaction's limit. */
  ask(proof: readonly bigint[], signals: readonly bigint[], gas?: bigint): Promise<Outcome>;
  /** The gas that a transaction which asks uses. */
  gasUsed(proof: readonly bigint[], signals: readonly bigint[]): Promise<bigint>;
  /** The least limit at which the node expects such a transaction to succeed. */
  gasEstimate(proof: readonly bigint[], signals: readonly bigint[]): Promise<bigint>;
  /** Reads a constant. */
  read(name: string): Promise<bigint>;
  code(): Promise<Hex>;
}

async function rpc(url: string, method: string, params: readonly unknown[]) {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
  return (await response.json()) as { result?: Hex; error?: { message: string; data?: Hex } };
}

/** Deploys a compiled verifier. */
export async function deploy(evm: LocalEvm, { abi, bytecode }: CompiledVerifier): Promise<DeployedVerifier> {
  const transport = http(evm.rpcUrl);
  const client = createPublicClient({ transport, pollingInterval: 50 });
  const wallet = createWalletClient({ account: evm.accounts[0]!, transport });
  const mined = async (hash: Hex) => waitForReceipt(client, hash);
  const { contractAddress } = await mined(await wallet.deployContract({ abi, bytecode, chain: null }));
  const address = contractAddress!;
  const calldata = (proof: readonly bigint[], signals: readonly bigint[]) =>
    encodeFunctionData({
      abi,
      functionName: "verifyProof",
      args: signals.length === 0 ? [proof] : [proof, signals],
    });
  return {
    address,
    async ask(proof, signals, gas = 3_000_000n) {
      const call = { to: address, data: calldata(proof, signals), gas: `0x${gas.toString(16)}` };
      const { result, error } = await rpc(evm.rpcUrl, "eth_call", [call, "latest"]);
      if (result !== undefined) return hexToBigInt(result) === 1n;
      if (error?.data === undefined || error.data === "0x") {
        if (!/out ?of ?gas|intrinsic gas|gas floor/i.test(`${error?.message}`))
          throw new Error(error?.message);
        return "out of gas";
      }
      const { errorName, args } = decodeErrorResult({ abi, data: error.data });
      return { error: errorName, args: (args ?? []) as readonly unknown[] };
    },
    async gasUsed(proof, signals) {
      const hash = await wallet.sendTransaction({ to: address, data: calldata(proof, signals), chain: null });
      return (await mined(hash)).gasUsed;
    },
    gasEstimate: (proof, signals) => client.estimateGas({ to: address, data: calldata(proof, signals) }),
    async read(name) {
      const data = encodeFunctionData({ abi, functionName: name });
      return hexToBigInt((await client.call({ to: address, data })).data!);
    },
    code: async () => (await client.getCode({ address }))!,
  };
}
