/**
 * Censuses of token holders: where a token keeps its balances, and the storage proof (EIP-1186) that
 * registers it.
 */
import { erc20Abi, erc1155Abi, type Hex, hexToBigInt } from "viem";
import { getBlockNumber, getProof, getStorageAt, readContract } from "viem/actions";
import { ensure } from "../errors/index.js";
import { CensusOrigin } from "../process/index.js";
import { tokenStorageProofsAbi } from "./abi/TokenStorageProofs.generated.js";
import { balanceOfSlot, balanceSlot, checkpointsSlot } from "./balance-slot.js";
import { getHeader } from "./block-header.js";
import { type ChainReader, type ChainWriter, send } from "./client.js";

/** The census origins that are tokens. */
export type TokenOrigin = Exclude<CensusOrigin, 1 | 2 | 3>;

/** A token and one of its holders. */
export interface Holding {
  token: Hex;
  /** What kind of token it is. */
  origin: TokenOrigin;
  /** An account that holds some of it: the more, the better (a larger balance replaces a smaller one's entry). */
  holder: Hex;
  /** ERC-1155: whose balances vote. */
  tokenId?: bigint;
}

/** What `registerToken` takes: a claim and its proof. */
export interface TokenRegistration {
  claim: { token: Hex; origin: number; position: bigint; detail: bigint; holder: Hex };
  proof: { header: Hex; accountProof: readonly Hex[]; storageProof: readonly Hex[] };
}

/** ERC-7201 positions that OpenZeppelin's upgradeable tokens keep their balances at. */
const NAMESPACED: Partial<Record<TokenOrigin, readonly bigint[]>> = {
  [CensusOrigin.ERC20]: [0x52c63247e1f47db19d5ce0460030c497f067ca4cebf71ba98eeadabe20bace00n],
  [CensusOrigin.ERC721]: [0x80bb2b638cc20bc4d0a60d66940f3ab4a00c1d7b313497ca82fb0b4ab0079303n],
  [CensusOrigin.ERC1155]: [0x88be536d5240c274a3b1d3a1be54482fd9caa294f08c62a7cde569f49a3c4500n],
};

// Nodes bound the keys of one eth_getProof request.
const KEYS_AT_ONCE = 64;

function balanceOf(
  client: ChainReader,
  { token, origin, holder, tokenId = 0n }: Holding,
  blockNumber: bigint,
) {
  const at = { address: token, functionName: "balanceOf", blockNumber } as const;
  return origin === CensusOrigin.ERC1155
    ? readContract(client, { ...at, abi: erc1155Abi, args: [holder, tokenId] })
    : readContract(client, { ...at, abi: erc20Abi, args: [holder] });
}

/** The claim's `detail`: token id, index of the last checkpoint, or 0. */
async function detailOf(client: ChainReader, holding: Holding, position: bigint, blockNumber: bigint) {
  if (holding.origin === CensusOrigin.ERC1155) return holding.tokenId ?? 0n;
  if (holding.origin !== CensusOrigin.MINI_ME) return 0n;
  const slot = checkpointsSlot(holding.holder, position);
  const length = hexToBigInt(
    (await getStorageAt(client, { address: holding.token, slot, blockNumber })) ?? "0x0",
  );
  return length === 0n ? 0n : length - 1n;
}

/**
 * Finds the storage position of a token's balances, by trying which one holds what `balanceOf` tells:
 * 0 to `last`, and where OpenZeppelin's upgradeable tokens have theirs. Vyper's mappings hash in another
 * order and are not found, nor does the contract take them.
 * @param last the last position tried; 63 unless told
 * @throws PsephosError `evm/no-balance` if the holder has none; `evm/no-position` if no position fits;
 *   `evm/several-positions` if another number of the holder's is the same by chance: try another holder
 */
export async function findBalancePosition(client: ChainReader, holding: Holding, last = 63): Promise<bigint> {
  const blockNumber = await getBlockNumber(client, { cacheTime: 0 });
  const balance = await balanceOf(client, holding, blockNumber);
  ensure(balance > 0n, "evm/no-balance", `${holding.holder} holds nothing of this token`);

  const positions = Array.from({ length: last + 1 }, (_, position) => BigInt(position));
  positions.push(...(NAMESPACED[holding.origin] ?? []));
  const found: bigint[] = [];
  for (let first = 0; first < positions.length; first += KEYS_AT_ONCE) {
    const tried = positions.slice(first, first + KEYS_AT_ONCE);
    const storageKeys = await Promise.all(
      tried.map(async (position) => {
        const detail = await detailOf(client, holding, position, blockNumber);
        return balanceSlot(holding.origin, holding.holder, position, detail);
      }),
    );
    const { storageProof } = await getProof(client, { address: holding.token, storageKeys, blockNumber });
    tried.forEach((position, i) => {
      if (balanceOfSlot(holding.origin, storageProof[i]?.value ?? 0n) === balance) found.push(position);
    });
  }
  ensure(found.length > 0, "evm/no-position", "the token keeps its balances at no position that was tried");
  ensure(
    found.length === 1,
    "evm/several-positions",
    `${found.join(" and ")} hold the same number for this holder`,
    "try a holder with another balance",
  );
  return found[0]!;
}

/**
 * The proof of a holder's balance, as of the block before the last one: the last one's hash is not known yet
 * to a call that asks what a transaction would do.
 * @throws PsephosError `evm/block-header`, `evm/no-block`
 */
export async function proveToken(
  client: ChainReader,
  holding: Holding,
  position: bigint,
): Promise<TokenRegistration> {
  const blockNumber = (await getBlockNumber(client, { cacheTime: 0 })) - 1n;
  const detail = await detailOf(client, holding, position, blockNumber);
  const { token, origin, holder } = holding;
  const storageKeys = [balanceSlot(origin, holder, position, detail)];
  const [header, { accountProof, storageProof }] = await Promise.all([
    getHeader(client, blockNumber),
    getProof(client, { address: token, storageKeys, blockNumber }),
  ]);
  return {
    claim: { token, origin, position, detail, holder },
    proof: { header, accountProof, storageProof: storageProof[0]?.proof ?? [] },
  };
}

/**
 * Registers a token as a census, with a proof of the holder's balance. Anyone may.
 * @param registry the address of TokenStorageProofs
 * @param position where the balances are; found by trying unless told
 * @returns the position
 * @throws ContractRefusal `evm/refused`, and as `findBalancePosition` and `proveToken`
 */
export async function registerToken(
  client: ChainWriter,
  registry: Hex,
  holding: Holding,
  position?: bigint,
): Promise<bigint> {
  const at = position ?? (await findBalancePosition(client, holding));
  const { claim, proof } = await proveToken(client, holding, at);
  await send(client, {
    address: registry,
    abi: tokenStorageProofsAbi,
    functionName: "registerToken",
    args: [claim, proof],
  });
  return at;
}
