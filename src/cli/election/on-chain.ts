/** The last step of the example: the exported verifier on a local EVM takes an accepted vote's proof. */
import { hexToBytes } from "@noble/hashes/utils.js";
import pc from "picocolors";
import {
  type Abi,
  BaseError,
  ContractFunctionRevertedError,
  createPublicClient,
  createWalletClient,
  http,
} from "viem";
import { foundry } from "viem/chains";
import type { VoteEnvelope } from "../../ballot/index.js";
import { censusSignals } from "../../census/index.js";
import { ensure } from "../../errors.js";
import { scope } from "../../process/index.js";
import { compileVerifier, verifierArguments, verifierSource } from "../../setup/index.js";
import type { Circuit } from "../circuit.js";
import type { Context } from "../context.js";
import { startLocalEvm } from "../evm/index.js";
import type { ProcessFile } from "../process-file.js";

/** What the contract said to one question. */
export interface ChainAnswer {
  readonly question: string;
  /** `true`, `false`, or the custom error it reverted with. */
  readonly answer: string;
  readonly gas?: bigint;
}

export interface OnChain {
  readonly contract: string;
  readonly address: string;
  readonly deployGas: bigint;
  readonly answers: readonly ChainAnswer[];
}

/**
 * Deploys the verifier of the key in use and asks it about an accepted vote, and about the vote altered.
 * @throws PsephosError `cli/chain-disagrees` when the contract's answer is not the node's
 */
export async function checkOnChain(
  { output, signal }: Context,
  circuit: Circuit,
  { process, envelope }: { readonly process: ProcessFile; readonly envelope: VoteEnvelope },
): Promise<OnChain> {
  const source = verifierSource({ verificationKey: circuit.verificationKey, circuit: circuit.name });
  const compiled = await output.step(`Compiling ${source.name}.sol`, () => compileVerifier(source));
  signal.throwIfAborted();
  const evm = await output.step("Starting a local EVM", () => startLocalEvm());
  try {
    const transport = http(evm.rpcUrl);
    const client = createPublicClient({ chain: foundry, transport });
    const wallet = createWalletClient({ account: evm.accounts[0]!, chain: foundry, transport });
    const abi = compiled.abi as Abi;
    const hash = await wallet.deployContract({ abi, bytecode: compiled.bytecode });
    const { contractAddress, gasUsed } = await client.waitForTransactionReceipt({ hash });
    ensure(contractAddress, "cli/chain-disagrees", "the verifier was not deployed");

    const { nullifier, voteHash, weight } = envelope;
    const publicSignals = censusSignals({
      nullifier,
      censusRoot: process.censusRoot,
      scope: scope(process.processId, process.questionIndex),
      voteHash,
      weight,
    });
    const [proof, signals] = verifierArguments({ proof: hexToBytes(envelope.proof.slice(2)), publicSignals });
    const ask = async (
      question: string,
      args: [bigint[], bigint[]],
      expected: string,
    ): Promise<ChainAnswer> => {
      const call = { address: contractAddress, abi, functionName: "verifyProof", args };
      let answer: string;
      try {
        answer = String(await client.readContract(call));
      } catch (error) {
        const reverted =
          error instanceof BaseError && error.walk((e) => e instanceof ContractFunctionRevertedError);
        if (!(reverted instanceof ContractFunctionRevertedError)) throw error;
        answer = reverted.data?.errorName ?? "reverted";
      }
      ensure(answer === expected, "cli/chain-disagrees", `the contract answers ${answer} to ${question}`);
      const gas =
        answer === "true"
          ? { gas: await client.estimateContractGas({ ...call, account: evm.accounts[0]! }) }
          : {};
      const verdict = answer === "true" ? pc.green("accepted") : pc.red("refused ");
      output.line(`  ${verdict} ${question}: ${answer}${gas.gas ? pc.dim(`, ${gas.gas} gas`) : ""}`);
      return { question, answer, ...gas };
    };

    output.line(
      `${source.name} deployed at ${contractAddress} with ${gasUsed} gas, from the ${circuit.label}`,
    );
    const answers = [
      await ask("an accepted vote's proof", [proof, signals], "true"),
      await ask("the same with its weight raised", [proof, signals.with(4, signals[4]! + 1n)], "false"),
      await ask(
        "the same with A exchanged for C",
        [[...proof.slice(6), ...proof.slice(2)], signals],
        "false",
      ),
      await ask(
        "the same with a point off its curve",
        [proof.with(1, proof[1]! ^ 1n), signals],
        "MalformedProof",
      ),
    ];
    return { contract: source.name, address: contractAddress, deployGas: gasUsed, answers };
  } finally {
    await evm.close();
  }
}
