/** A step of the example: the exported verifier on a local EVM accepts an accepted vote's proof. */
import { BaseError, ContractFunctionRevertedError } from "viem";
import type { AcceptedVote, VotingProcess } from "../../ballot/index.js";
import { censusSignals } from "../../census/index.js";
import { ensureAble } from "../../errors/index.js";
import { verifierArguments } from "../../setup/index.js";
import type { Context } from "../context.js";
import { grouped } from "../show.js";
import { dim, styled } from "../style.js";
import type { Stage } from "./stage.js";
import { tellDone, tellHeading, tellRefused } from "./tell.js";

/** The refusals that the example expects, in words. */
const IN_WORDS = {
  false: "the contract finds that the proof is not valid for this vote",
  MalformedProof: "the contract finds that the proof is malformed: one of its points is not on the curve",
} as const;

/** The contract's answer to one question. */
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
  { process, vote }: { readonly process: VotingProcess; readonly vote: AcceptedVote },
): Promise<OnChain> {
  const { name, address, abi, deployGas } = stage.censusVerifier;
  const client = stage.people.watcher;
  const { censusRoot, scope } = process;
  const publicSignals = censusSignals({ ...vote, censusRoot, scope });
  const [proof, signals] = verifierArguments({ proof: vote.proof, publicSignals });
  const ask = async (
    question: string,
    args: [bigint[], bigint[]],
    expected: "true" | keyof typeof IN_WORDS,
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
    ensureAble(answer === expected, "cli/chain-disagrees", `the contract answers ${answer} to ${question}`);
    const gas = answer === "true" ? { gas: await client.estimateContractGas(call) } : {};
    if (expected !== "true") tellRefused(output, question, IN_WORDS[expected]);
    else tellDone(output, styled`accepted: ${question} ${dim(`(${grouped(gas.gas!)} gas)`)}`);
    return { question, answer, ...gas };
  };

  tellHeading(output, "A contract checks one of the votes' proofs, on a local EVM");
  tellDone(output, styled`${name} is deployed at ${address} ${dim(`(${grouped(deployGas)} gas)`)}`);
  const [a, b, c] = [proof.slice(0, 2), proof.slice(2, 6), proof.slice(6)];
  const answers = [
    await ask("the proof of an accepted vote", [proof, signals], "true"),
    await ask("the same proof for a higher weight", [proof, signals.with(4, signals[4]! + 1n)], "false"),
    await ask("the same proof with its points A and C exchanged", [[...c, ...b, ...a], signals], "false"),
    await ask(
      "the same proof with a point off its curve",
      [proof.with(1, proof[1]! ^ 1n), signals],
      "MalformedProof",
    ),
  ];
  return { contract: name, address, deployGas, answers };
}
