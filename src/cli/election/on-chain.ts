/** A step of the example: the exported verifier on a local EVM takes an accepted vote's proof. */
import { hexToBytes } from "@noble/hashes/utils.js";
import { BaseError, ContractFunctionRevertedError } from "viem";
import { envelopeHash, type VoteEnvelope } from "../../ballot/index.js";
import { censusSignals } from "../../census/index.js";
import { ensure } from "../../errors/index.js";
import { scope } from "../../process/index.js";
import { verifierArguments } from "../../setup/index.js";
import type { Context } from "../context.js";
import type { ProcessFile } from "../process-file.js";
import { dim, green, red, styled } from "../style.js";
import type { Stage } from "./stage.js";

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
 * Asks the deployed verifier of the key in use about an accepted vote, and about the vote altered.
 * @throws PsephosError `cli/chain-disagrees` when the contract's answer is not the node's
 */
export async function checkOnChain(
  { output }: Context,
  stage: Stage,
  { process, envelope }: { readonly process: ProcessFile; readonly envelope: VoteEnvelope },
): Promise<OnChain> {
  const { name, address, abi, deployGas } = stage.censusVerifier;
  const client = stage.people.watcher;
  const { nullifier, voteHash, weight } = envelope;
  const publicSignals = censusSignals({
    nullifier,
    censusRoot: process.censusRoot,
    scope: scope(process),
    voteHash,
    weight,
    envelopeHash: envelopeHash(envelope),
  });
  const [proof, signals] = verifierArguments({ proof: hexToBytes(envelope.proof.slice(2)), publicSignals });
  const ask = async (
    question: string,
    args: [bigint[], bigint[]],
    expected: string,
  ): Promise<ChainAnswer> => {
    const call = { address, abi, functionName: "verifyProof", args };
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
    const gas = answer === "true" ? { gas: await client.estimateContractGas(call) } : {};
    const verdict = answer === "true" ? green("accepted") : red("refused ");
    output.line(styled`  ${verdict} ${question}: ${answer}${gas.gas ? dim(`, ${gas.gas} gas`) : ""}`);
    return { question, answer, ...gas };
  };

  output.line(`${name} deployed at ${address} with ${deployGas} gas`);
  const answers = [
    await ask("an accepted vote's proof", [proof, signals], "true"),
    await ask("the same with its weight raised", [proof, signals.with(4, signals[4]! + 1n)], "false"),
    await ask("the same with A exchanged for C", [[...proof.slice(6), ...proof.slice(2)], signals], "false"),
    await ask(
      "the same with a point off its curve",
      [proof.with(1, proof[1]! ^ 1n), signals],
      "MalformedProof",
    ),
  ];
  return { contract: name, address, deployGas, answers };
}
