/** Registering a token's entry: the storage proof (EIP-1186) of one holder's balance. */
import type { Hex, TransactionReceipt } from "viem";
import { getBlockNumber, readContract } from "viem/actions";
import { ensure, PsephosError, Refusal } from "../errors/index.js";
import { balanceOfSlot, balancePosition, balanceSlot } from "../process/index.js";
import { tokenStorageProofsAbi } from "./abi/TokenStorageProofs.generated.js";
import { getHeader } from "./block-header.js";
import { asRefusal, type ChainReader, type ChainWriter, ContractRefusal, send } from "./client.js";
import { proveStorage } from "./storage-proof.js";
import { balanceOf, holderWords, type TokenEntry } from "./token-search.js";

/** What `registerToken` takes: a claim and its proof. */
export interface TokenRegistration {
  claim: {
    token: Hex;
    origin: number;
    namespace: string;
    slot: bigint;
    tokenId: bigint;
    checkpoint: bigint;
    holder: Hex;
  };
  proof: { header: Hex; accountProof: readonly Hex[]; storageProof: readonly Hex[] };
}

/** An entry of the registry. */
export interface RegisteredEntry {
  /** What a process names. */
  position: bigint;
  /** The holder whose balance was proved; nobody if the entry stood there already. */
  holder?: Hex;
  receipt?: TransactionReceipt;
}

/**
 * The claim and proof of a holder's balance at one block.
 * @returns the balance in the proof as `proved`
 * @throws PsephosError `evm/block-header`, `evm/no-block`, and as `proveStorage`
 */
export async function proofAt(
  client: ChainReader,
  entry: TokenEntry,
  holder: Hex,
  blockNumber: bigint,
): Promise<TokenRegistration & { proved: bigint }> {
  const { token, origin, namespace, slot, tokenId } = entry;
  const position = balancePosition(entry);
  const [read] = await holderWords(client, entry, holder, [position], blockNumber);
  const { checkpoint } = read!;
  const key = balanceSlot(origin, holder, position, tokenId, checkpoint);
  const [header, { accountProof, slots }] = await Promise.all([
    getHeader(client, blockNumber),
    proveStorage(client, token, [key], blockNumber),
  ]);
  const { value, proof } = slots[0]!;
  return {
    claim: { token, origin, namespace, slot, tokenId, checkpoint, holder },
    proof: { header, accountProof, storageProof: proof },
    proved: balanceOfSlot(origin, value),
  };
}

const MOVED = "Wait one block and try again, or name another holder.";

/**
 * The proof of a holder's balance, as of the block before the last one: the last one's hash is not known yet
 * to a call that asks what a transaction would do. The registry compares it with `balanceOf` in its own block, so the
 * balance must not have changed since.
 * @throws PsephosError `evm/balance-moved` if the proved word is not what the token tells now; `evm/not-a-token`,
 *   `evm/block-header`, `evm/no-block`, and as `proveStorage`
 */
export async function proveToken(
  client: ChainReader,
  entry: TokenEntry,
  holder: Hex,
): Promise<TokenRegistration> {
  const blockNumber = (await getBlockNumber(client, { cacheTime: 0 })) - 1n;
  const [{ claim, proof, proved }, told, before] = await Promise.all([
    proofAt(client, entry, holder, blockNumber),
    balanceOf(client, entry, holder),
    balanceOf(client, entry, holder, blockNumber),
  ]);
  ensure(
    before === told,
    "evm/balance-moved",
    `the balance of ${holder} changed in the last block, but the proof is of the block before it`,
    MOVED,
  );
  ensure(
    proved === told,
    "evm/not-the-balance",
    `position ${balancePosition(entry)} holds ${proved} for ${holder}, but the token reports ${told}`,
    "Find the entry with `psephos token find`.",
  );
  return { claim, proof };
}

/** Whether an entry is in the registry. @param registry the address of TokenStorageProofs */
export async function isRegistered(client: ChainReader, registry: Hex, entry: TokenEntry): Promise<boolean> {
  const { token, origin, tokenId } = entry;
  const call = { address: registry, abi: tokenStorageProofsAbi, functionName: "isRegistered" } as const;
  return readContract(client, { ...call, args: [token, origin, balancePosition(entry), tokenId] }).catch(
    (error: unknown) => {
      throw asRefusal(error, tokenStorageProofsAbi, "isRegistered");
    },
  );
}

/** Whether a registration failed because the holder's balance changed under it. */
function hasMoved(error: unknown): error is PsephosError {
  if (error instanceof ContractRefusal) return error.rule === "BalanceMismatch";
  return error instanceof PsephosError && ["evm/balance-moved", "evm/reverted"].includes(error.code);
}

/**
 * Registers an entry by the proof of a holder's balance. Anyone may, and once is enough. Holders are tried in turn,
 * since anybody can change a holder's balance by sending something to it just before.
 * @param registry the address of TokenStorageProofs
 * @throws PsephosError `evm/balance-moved` if every holder's balance changed meanwhile; ContractRefusal `evm/refused`;
 *   and as `proveToken`
 */
export async function registerToken(
  client: ChainWriter,
  registry: Hex,
  entry: TokenEntry,
  holders: readonly Hex[],
): Promise<RegisteredEntry> {
  const position = balancePosition(entry);
  let moved: PsephosError | undefined;
  for (const holder of holders) {
    if (await isRegistered(client, registry, entry)) return { position };
    try {
      const { claim, proof } = await proveToken(client, entry, holder);
      const write = { address: registry, abi: tokenStorageProofsAbi, functionName: "registerToken" } as const;
      const receipt = await send(client, { ...write, args: [claim, proof] });
      return { position, holder, receipt };
    } catch (error) {
      if (!hasMoved(error)) throw error;
      moved = error;
    }
  }
  if (await isRegistered(client, registry, entry)) return { position };
  throw new Refusal("evm/balance-moved", "the balances of all the named holders changed meanwhile", {
    ...(moved === undefined ? {} : { cause: moved }),
    hint: MOVED,
  });
}
