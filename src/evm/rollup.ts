/** Rollups on chain: opened, posted, challenged, settled; see docs/rollup.md. */
import type { Hex, TransactionReceipt, TypedDataDomain } from "viem";
import { readContract } from "viem/actions";
import { genesisAbi } from "./abi/Genesis.generated.js";
import { proofVerifiersAbi } from "./abi/ProofVerifiers.generated.js";
import { rollupAbi } from "./abi/Rollup.generated.js";
import { rollupBookAbi } from "./abi/RollupBook.generated.js";
import { voteInboxAbi } from "./abi/VoteInbox.generated.js";
import { asRefusal, type ChainReader, type ChainWriter, send } from "./client.js";
import type { RollupContracts } from "./rollup-deploy.js";
import type {
  IncludedVote,
  RollupBatch,
  RollupCastVote,
  RollupDeclaration,
  RollupDemand,
  RollupSlot,
  RollupTerms,
  RollupTurn,
  RollupVote,
} from "./rollup-types.js";

type Words8 = readonly [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];

const eight = (proof: readonly bigint[]) => proof as unknown as Words8;

/** What an oracle signs (EIP-712): which votes came in time, and which of their ballots are opened. */
export interface VotesStatement {
  readonly processId: Hex;
  readonly votesDigest: Hex;
  readonly voteCount: bigint;
}

/** The same, with the seal. The inbox makes the seal after the last moment to put something on chain. */
export interface SignedStatement extends VotesStatement {
  readonly inclusionSeal: Hex;
}

/** The EIP-712 typed data of a statement; sign it with viem's `signTypedData`. */
export function votesTypedData(domain: { rollup: Hex; chainId: number }, message: SignedStatement) {
  const { rollup: verifyingContract, chainId } = domain;
  const at: TypedDataDomain = { name: "Psephos rollup", version: "1", chainId, verifyingContract };
  const types = {
    Votes: [
      { name: "processId", type: "bytes32" },
      { name: "votesDigest", type: "bytes32" },
      { name: "voteCount", type: "uint256" },
      { name: "inclusionSeal", type: "bytes32" },
    ],
  } as const;
  return { domain: at, types, primaryType: "Votes", message } as const;
}

async function asked<T>(call: string, answer: Promise<T>): Promise<T> {
  return answer.catch((error: unknown) => {
    throw asRefusal(error, [...rollupAbi, ...rollupBookAbi, ...proofVerifiersAbi], call);
  });
}

/** A rollup's terms. @throws ContractRefusal `evm/refused` (`NotOpen`) */
export function readTerms(client: ChainReader, { book }: RollupContracts, processId: Hex) {
  const call = { address: book, abi: rollupBookAbi, functionName: "termsOf", args: [processId] } as const;
  return asked<RollupTerms>("termsOf", readContract(client, call));
}

/** The process parameters as the circuit takes them. @throws ContractRefusal `evm/refused` (`NotOpen`) */
export function readRollupParams(client: ChainReader, { book }: RollupContracts, processId: Hex) {
  const call = { address: book, abi: rollupBookAbi, functionName: "paramsOf", args: [processId] } as const;
  return asked<readonly bigint[]>("paramsOf", readContract(client, call));
}

/** The current turn, or the number of the next one. */
export function readTurn(
  client: ChainReader,
  { rollup }: RollupContracts,
  processId: Hex,
): Promise<RollupTurn> {
  return readContract(client, {
    address: rollup,
    abi: rollupAbi,
    functionName: "turnOf",
    args: [processId],
  });
}

/**
 * The contract that a verification key is registered with, of the rollup's registry, and whether the key is insecure: anyone may forge proofs.
 * @throws ContractRefusal `evm/refused` (`KeyNotRegistered`)
 */
export async function readVerifier(
  client: ChainReader,
  { rollup }: RollupContracts,
  key: Hex,
): Promise<{ readonly verifier: Hex; readonly insecure: boolean }> {
  const registry = await readContract(client, { address: rollup, abi: rollupAbi, functionName: "verifiers" });
  const call = {
    address: registry,
    abi: proofVerifiersAbi,
    functionName: "verifierOf",
    args: [key],
  } as const;
  const [verifier, insecure] = await asked("verifierOf", readContract(client, call));
  return { verifier, insecure };
}

/** The bond of the current turn, or of the next one, in wei. @throws ContractRefusal `evm/refused` (`NotOpen`) */
export function readBond(client: ChainReader, { rollup }: RollupContracts, processId: Hex): Promise<bigint> {
  const call = { address: rollup, abi: rollupAbi, functionName: "bondOf", args: [processId] } as const;
  return asked("bondOf", readContract(client, call));
}

/** Whether an account is an oracle of a voting chain now. */
export async function isOracle(
  client: ChainReader,
  { rollup }: RollupContracts,
  [votingChain, account]: readonly [number, Hex],
): Promise<boolean> {
  const genesis = await readContract(client, { address: rollup, abi: rollupAbi, functionName: "genesis" });
  const call = { address: genesis, abi: genesisAbi, functionName: "isOracle" } as const;
  return readContract(client, { ...call, args: [votingChain, account] });
}

/** A demand, by its turn and its index: batch · slots + slot. */
export function readDemand(
  client: ChainReader,
  { rollup }: RollupContracts,
  [processId, turn, index]: readonly [Hex, bigint, bigint],
): Promise<RollupDemand> {
  const call = { address: rollup, abi: rollupAbi, functionName: "demandOf" } as const;
  return readContract(client, { ...call, args: [processId, turn, index] });
}

/** Whether the tally is final. */
export function isFinal(client: ChainReader, { rollup }: RollupContracts, processId: Hex): Promise<boolean> {
  return readContract(client, {
    address: rollup,
    abi: rollupAbi,
    functionName: "isFinal",
    args: [processId],
  });
}

/** Wei that an account may withdraw. */
export function readClaim(client: ChainReader, { rollup }: RollupContracts, account: Hex): Promise<bigint> {
  return readContract(client, { address: rollup, abi: rollupAbi, functionName: "claims", args: [account] });
}

/** Wei that stays in the contract permanently: the burnt part of lost bonds. */
export function readBurnt(client: ChainReader, { rollup }: RollupContracts): Promise<bigint> {
  return readContract(client, { address: rollup, abi: rollupAbi, functionName: "burnt" });
}

/** The included votes: how many nullifiers, a digest, and the seal, which is 0 until somebody made it. */
export interface Inclusions {
  readonly count: bigint;
  readonly digest: Hex;
  readonly seal: Hex;
}

/** Reads the included votes, and whether a ballot was published. */
export function readInbox(client: ChainReader, { inbox }: RollupContracts) {
  const at = { address: inbox, abi: voteInboxAbi } as const;
  return {
    inclusions: (processId: Hex): Promise<Inclusions> =>
      readContract(client, { ...at, functionName: "inclusionsOf", args: [processId] }),
    isPublished: (processId: Hex, voteHash: bigint) =>
      readContract(client, { ...at, functionName: "isPublished", args: [processId, voteHash] }),
  };
}

/** A rollup's calls, as one account. Each is refused with a `ContractRefusal` (`evm/refused`). */
export class RollupAccount {
  readonly #client: ChainWriter;
  readonly #contracts: RollupContracts;

  constructor(client: ChainWriter, contracts: RollupContracts) {
    this.#client = client;
    this.#contracts = contracts;
  }

  get #rollup() {
    return { address: this.#contracts.rollup, abi: rollupAbi } as const;
  }

  get #inbox() {
    return { address: this.#contracts.inbox, abi: voteInboxAbi } as const;
  }

  /** Opens the rollup of a process. Only by its entity. */
  open(processId: Hex, declaration: RollupDeclaration): Promise<TransactionReceipt> {
    const at = { address: this.#contracts.book, abi: rollupBookAbi } as const;
    return send(this.#client, { ...at, functionName: "openRollup", args: [processId, declaration] });
  }

  /** Puts a vote on chain: it, or one of its nullifier whose nonce is not lower, must be counted. */
  includeVote(processId: Hex, { proof, ...vote }: IncludedVote): Promise<TransactionReceipt> {
    const args = [processId, vote, eight(proof)] as const;
    return send(this.#client, { ...this.#inbox, functionName: "includeVote", args });
  }

  /** Fixes the seal that oracles sign over, when no vote can be included and no ballot published any more. */
  sealInclusion(processId: Hex): Promise<TransactionReceipt> {
    return send(this.#client, { ...this.#inbox, functionName: "sealInclusion", args: [processId] });
  }

  /** Publishes the ballot of a vote. @param ballot packed: `Σ votes[k] · 256^k`; nonce below 2^248 */
  publishBallot(
    processId: Hex,
    { nullifier, packed, nonce }: { nullifier: bigint; packed: bigint; nonce: bigint },
  ): Promise<TransactionReceipt> {
    const args = [processId, nullifier, packed, nonce] as const;
    return send(this.#client, { ...this.#inbox, functionName: "publishBallot", args });
  }

  /**
   * Takes the turn.
   * @param bond as `readBond` gives it, wei
   * @param signatures of oracles, in ascending order of their addresses
   */
  takeTurn(
    { processId, votesDigest, voteCount }: VotesStatement,
    signatures: readonly Hex[],
    bond: bigint,
  ): Promise<TransactionReceipt> {
    const args = [processId, votesDigest, voteCount, signatures] as const;
    return send(this.#client, { ...this.#rollup, functionName: "takeTurn", args, value: bond });
  }

  /** Posts batches. @param first the index of the first of them */
  post(processId: Hex, first: number, batches: readonly RollupBatch[]): Promise<TransactionReceipt> {
    const proved = batches.map((batch) => ({ ...batch, proof: eight(batch.proof) }));
    const args = [processId, BigInt(first), proved] as const;
    return send(this.#client, { ...this.#rollup, functionName: "post", args });
  }

  /** Shows that an included vote is in a slot, or another of its nullifier whose nonce is not lower. @param vote of the slot */
  showIncluded(processId: Hex, slot: RollupSlot, vote: RollupCastVote): Promise<TransactionReceipt> {
    const args = [processId, slot, vote] as const;
    return send(this.#client, { ...this.#rollup, functionName: "showIncluded", args });
  }

  /** Closes the turn. @param tally voteCount, invalid, counts, as `encodeTally` gives it */
  close(processId: Hex, tally: readonly bigint[], proof: readonly bigint[]): Promise<TransactionReceipt> {
    const args = [processId, tally, eight(proof)] as const;
    return send(this.#client, { ...this.#rollup, functionName: "close", args });
  }

  /** Shows a published ballot that was declared unopenable. */
  challengeIgnored(processId: Hex, slot: RollupSlot, vote: RollupVote): Promise<TransactionReceipt> {
    const args = [processId, slot, vote] as const;
    return send(this.#client, { ...this.#rollup, functionName: "challengeIgnored", args });
  }

  /** Ends a turn that was not closed in time. */
  challengeLate(processId: Hex): Promise<TransactionReceipt> {
    return send(this.#client, { ...this.#rollup, functionName: "challengeLate", args: [processId] });
  }

  /** Demands a slot's vote. @param bond of the terms, wei */
  demand(processId: Hex, slot: RollupSlot, bond: bigint): Promise<TransactionReceipt> {
    const args = [processId, slot] as const;
    return send(this.#client, { ...this.#rollup, functionName: "demand", args, value: bond });
  }

  /** Answers a demand, whose bond this account then gets. @param index batch · slots + slot @param proof any of the vote */
  answer(
    processId: Hex,
    index: bigint,
    vote: RollupCastVote,
    proof: readonly bigint[],
  ): Promise<TransactionReceipt> {
    const args = [processId, index, vote, eight(proof)] as const;
    return send(this.#client, { ...this.#rollup, functionName: "answer", args });
  }

  /** Voids batches over a demand whose time is over. */
  challengeUnanswered(processId: Hex, index: bigint): Promise<TransactionReceipt> {
    const args = [processId, index] as const;
    return send(this.#client, { ...this.#rollup, functionName: "challengeUnanswered", args });
  }

  /** Takes a demand's bond back after its turn was void. */
  refundDemand(processId: Hex, turn: bigint, index: bigint): Promise<TransactionReceipt> {
    const args = [processId, turn, index] as const;
    return send(this.#client, { ...this.#rollup, functionName: "refundDemand", args });
  }

  /** Gives the poster's bond back once the tally is final. */
  release(processId: Hex): Promise<TransactionReceipt> {
    return send(this.#client, { ...this.#rollup, functionName: "release", args: [processId] });
  }

  /** Pays out what the account is owed. */
  withdraw(to: Hex): Promise<TransactionReceipt> {
    return send(this.#client, { ...this.#rollup, functionName: "withdraw", args: [to] });
  }
}
