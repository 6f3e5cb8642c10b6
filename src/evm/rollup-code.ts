/**
 * Whether a rollup's contracts have the code of this release. A contract's code has in it what its constructor computed: addresses of others, its own, the chain's id. So the
 * node runs the deployment again, with the values that the contract tells, at the contract's own address (a call with an override of its code), and what this would leave on the
 * chain is compared.
 */
import { type Abi, encodeDeployData, type Hex } from "viem";
import { call, getCode, readContract } from "viem/actions";
import { rollupAbi } from "./abi/Rollup.generated.js";
import { rollupBookAbi } from "./abi/RollupBook.generated.js";
import { voteInboxAbi } from "./abi/VoteInbox.generated.js";
import { rollupBytecode } from "./bytecode/Rollup.generated.js";
import { rollupBookBytecode } from "./bytecode/RollupBook.generated.js";
import { voteInboxBytecode } from "./bytecode/VoteInbox.generated.js";
import type { ChainReader } from "./client.js";
import { isForeignAnswer } from "./not-that-contract.js";
import { poseidon3Bytecode, poseidon4Bytecode } from "./poseidon-contracts.generated.js";
import { type RollupContracts, readRollupContracts } from "./rollup-deploy.js";

/** A contract of a rollup whose code is another than this release's. */
export interface ForeignContract {
  readonly name: string;
  readonly address: Hex;
}

interface Expected extends ForeignContract {
  readonly creation: Hex;
}

async function expectedOf(
  client: ChainReader,
  { rollup, book, inbox }: RollupContracts,
): Promise<Expected[]> {
  const ofBook = (functionName: "processes" | "genesis" | "namespaces" | "verifiers") =>
    readContract(client, { address: book, abi: rollupBookAbi, functionName });
  const ofInbox = (functionName: "poseidon3" | "poseidon4") =>
    readContract(client, { address: inbox, abi: voteInboxAbi, functionName });
  const names = ["processes", "genesis", "namespaces", "verifiers"] as const;
  const linked = await Promise.all(names.map(ofBook));
  const [poseidon3, poseidon4] = await Promise.all([ofInbox("poseidon3"), ofInbox("poseidon4")]);
  const creation = (abi: Abi, bytecode: Hex, args: readonly unknown[]) =>
    encodeDeployData({ abi, bytecode, args });
  return [
    { name: "Rollup", address: rollup, creation: creation(rollupAbi, rollupBytecode, [inbox]) },
    // The list of sizes is in its storage: the terms of a rollup show the one that was taken.
    {
      name: "RollupBook",
      address: book,
      creation: creation(rollupBookAbi, rollupBookBytecode, [...linked, []]),
    },
    {
      name: "VoteInbox",
      address: inbox,
      creation: creation(voteInboxAbi, voteInboxBytecode, [book, poseidon3, poseidon4]),
    },
    { name: "the Poseidon contract of three inputs", address: poseidon3, creation: poseidon3Bytecode },
    { name: "the Poseidon contract of four inputs", address: poseidon4, creation: poseidon4Bytecode },
  ];
}

/**
 * The first contract of a rollup that has other code than this release's; undefined if all five have it.
 * @param rollup the contract that processes name as their settlement
 */
export async function findForeignCode(
  client: ChainReader,
  rollup: Hex,
): Promise<ForeignContract | undefined> {
  try {
    const contracts = await readRollupContracts(client, rollup);
    for (const { name, address, creation } of await expectedOf(client, contracts)) {
      const [{ data }, code] = await Promise.all([
        call(client, { to: address, stateOverride: [{ address, code: creation }] }),
        getCode(client, { address }),
      ]);
      if (code === undefined || code !== data) return { name, address };
    }
    return undefined;
  } catch (error) {
    if (isForeignAnswer(error)) return { name: "Rollup", address: rollup }; // it does not even answer like one
    throw error;
  }
}
