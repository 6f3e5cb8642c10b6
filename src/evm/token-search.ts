/** Where a token keeps its balances, found from outside: which position holds, for each of several holders, what `balanceOf` tells. */
import {
  type BaseError,
  ContractFunctionExecutionError,
  erc20Abi,
  erc1155Abi,
  type Hex,
  hexToBigInt,
  isAddressEqual,
  numberToHex,
} from "viem";
import { getBlockNumber, readContract } from "viem/actions";
import { ensure, type PsephosError, Refusal } from "../errors/index.js";
import {
  balanceOfSlot,
  balancePosition,
  balanceSlot,
  CensusOrigin,
  checkpointsSlot,
  type MappingPlace,
  mappingSlot,
} from "../process/index.js";
import type { ChainReader } from "./client.js";
import { readSlots } from "./storage-proof.js";
import { layoutOf, OTHER_KEYS, type Sample, soladyBalance, soladyKey } from "./token-layouts.js";

/** The census origins that are tokens. */
export type TokenOrigin = Exclude<CensusOrigin, 1 | 2 | 3>;

/** A token, as one of a kind. */
export interface TokenKind {
  token: Hex;
  origin: TokenOrigin;
  /** ERC-1155: whose balances vote; otherwise left out or 0. */
  tokenId?: bigint;
}

/** An entry of the registry: a token, its kind, and where its balances are. */
export interface TokenEntry extends TokenKind, MappingPlace {
  tokenId: bigint;
}

/** An entry as found. */
export interface FoundEntry {
  entry: TokenEntry;
  /** What a process names: `balancePosition(entry)`. */
  position: bigint;
  /** The block at which everything was read. */
  blockNumber: bigint;
  holders: readonly { holder: Hex; balance: bigint }[];
}

/** How to search. */
export interface SearchOptions {
  /** The last slot to try; default 255. */
  last?: number;
  /** Other ERC-7201 namespaces to try. */
  namespaces?: readonly string[];
  /** Takes fewer holders than `MIN_BALANCES`: what is found may be another mapping that holds the same numbers. */
  allowFew?: boolean;
}

/** A search needs holders with this many different balances: one or two may be a counter's or a flag's values. */
export const MIN_BALANCES = 3;

/** Balances from here on are refused, by the registry and by the voting chain. */
export const BALANCE_LIMIT = 1n << 128n;

/** The namespaces that OpenZeppelin's upgradeable tokens keep their balances in. */
const NAMESPACES: Partial<Record<TokenOrigin, string>> = {
  [CensusOrigin.ERC20]: "openzeppelin.storage.ERC20",
  [CensusOrigin.ERC721]: "openzeppelin.storage.ERC721",
  [CensusOrigin.ERC1155]: "openzeppelin.storage.ERC1155",
};
const NAMESPACE_SLOTS = 16;

const range = (count: number) => Array.from({ length: count }, (_, i) => BigInt(i));

/**
 * What the token itself tells.
 * @throws PsephosError `evm/not-a-token` if it does not
 */
export async function balanceOf(
  client: ChainReader,
  { token, origin, tokenId = 0n }: TokenKind,
  holder: Hex,
  blockNumber?: bigint,
): Promise<bigint> {
  const at = {
    address: token,
    functionName: "balanceOf",
    ...(blockNumber === undefined ? {} : { blockNumber }),
  } as const;
  try {
    return await (origin === CensusOrigin.ERC1155
      ? readContract(client, { ...at, abi: erc1155Abi, args: [holder, tokenId] })
      : readContract(client, { ...at, abi: erc20Abi, args: [holder] }));
  } catch (error) {
    const answered = error instanceof ContractFunctionExecutionError && !isTransport(error);
    if (!answered) throw error;
    throw new Refusal("evm/not-a-token", `${token} does not answer balanceOf as this kind of token does`, {
      cause: error,
      hint: "Check the token's address and kind, and that the node belongs to the token's chain.",
    });
  }
}

const TRANSPORT = /^(HttpRequestError|TimeoutError|SocketClosedError|WebSocketRequestError)$/;
const isTransport = (error: BaseError) =>
  error.walk((inner) => inner instanceof Error && TRANSPORT.test(inner.name)) !== null;

/** The words of one holder at each of these positions; for MiniMe those of the last checkpoint. */
export async function holderWords(
  client: ChainReader,
  { token, origin, tokenId = 0n }: TokenKind,
  holder: Hex,
  positions: readonly bigint[],
  blockNumber: bigint,
): Promise<{ word: bigint; checkpoint: bigint }[]> {
  const read = (keys: readonly Hex[]) => readSlots(client, token, keys, blockNumber);
  const lengths =
    origin === CensusOrigin.MINI_ME
      ? await read(positions.map((position) => checkpointsSlot(holder, position)))
      : positions.map(() => 1n);
  const checkpoints = lengths.map((length) => (length === 0n ? 0n : length - 1n));
  const words = await read(
    positions.map((position, i) => balanceSlot(origin, holder, position, tokenId, checkpoints[i])),
  );
  return words.map((word, i) => ({ word, checkpoint: checkpoints[i]! }));
}

type Holder = FoundEntry["holders"][number];

async function readHolders(
  client: ChainReader,
  kind: TokenKind,
  addresses: readonly Hex[],
  allowFew: boolean,
  blockNumber: bigint,
): Promise<Holder[]> {
  const different = addresses.filter((one, i) => addresses.findIndex((it) => isAddressEqual(it, one)) === i);
  const holders = await Promise.all(
    different.map(async (holder) => ({
      holder,
      balance: await balanceOf(client, kind, holder, blockNumber),
    })),
  );
  for (const { holder, balance } of holders) {
    ensure(
      balance > 0n,
      "evm/no-balance",
      `${holder} does not hold this token`,
      "Name accounts that hold some.",
    );
    ensure(
      balance < BALANCE_LIMIT,
      "evm/balance-too-large",
      `${holder} holds ${balance}: balances of 2^128 and more cannot vote`,
      "Leave this holder out, who then cannot vote; or declare a weighted tree in other units.",
    );
  }
  const balances = new Set(holders.map(({ balance }) => balance)).size;
  ensure(
    balances >= (allowFew ? 1 : MIN_BALANCES),
    "evm/few-holders",
    `these holders have ${balances} different balances, and a search needs ${MIN_BALANCES}`,
    "Name more holders, large and small; the token's page on a block explorer lists them.",
  );
  return holders;
}

/** The samples of each position, given one key for it and a holder. */
async function samplesUnder(
  client: ChainReader,
  token: Hex,
  holders: readonly Holder[],
  keys: (holder: bigint) => Hex[],
  blockNumber: bigint,
): Promise<Sample[][]> {
  const words = await Promise.all(
    holders.map(({ holder }) => readSlots(client, token, keys(hexToBigInt(holder)), blockNumber)),
  );
  return words[0]!.map((_, i) => holders.map(({ balance }, j) => ({ balance, word: words[j]![i]! })));
}

const fits = (samples: readonly Sample[]) => samples.every(({ balance, word }) => balance === word);

/** Why no position fits, in the words of the first layout that does. */
async function whyNot(
  client: ChainReader,
  kind: TokenKind,
  holders: readonly Holder[],
  tried: readonly (readonly Sample[])[],
  last: number,
  blockNumber: bigint,
): Promise<PsephosError> {
  const { token, origin, tokenId = 0n } = kind;
  for (const samples of tried) {
    const layout = layoutOf(origin, samples);
    if (layout !== undefined) return layout;
  }
  const soladyKeys = (holder: bigint) => [soladyKey(origin, numberToHex(holder, { size: 20 }), tokenId)];
  const [solady] = await samplesUnder(client, token, holders, soladyKeys, blockNumber);
  if (solady!.every(({ balance, word }) => balance === soladyBalance(origin, word)))
    return OTHER_KEYS.solady();
  const slots = range(last + 1);
  const isMulti = origin === CensusOrigin.ERC1155;
  const vyper = (holder: bigint) =>
    slots.map((slot) => mappingSlot(isMulti ? hexToBigInt(mappingSlot(slot, tokenId)) : slot, holder));
  const under = (keys: (holder: bigint) => Hex[]) => samplesUnder(client, token, holders, keys, blockNumber);
  if ((await under(vyper)).some(fits)) return OTHER_KEYS.vyper();
  if (isMulti) {
    const holderFirst = (holder: bigint) =>
      slots.map((slot) => mappingSlot(tokenId, hexToBigInt(mappingSlot(holder, slot))));
    if ((await under(holderFirst)).some(fits)) return OTHER_KEYS["holder-first"]();
  } else if (origin !== CensusOrigin.MINI_ME) {
    const asMiniMe = { token, origin: CensusOrigin.MINI_ME } as const;
    const samples = await searchWords(client, asMiniMe, holders, slots, blockNumber);
    if (samples.some(fits)) return OTHER_KEYS.checkpoints();
  }
  return new Refusal("evm/no-position", "the token's balances are at none of the positions that were tried", {
    hint: "If the token's source shows the slot or the ERC-7201 namespace, give it; otherwise declare a weighted tree.",
  });
}

/** The samples of each position. */
async function searchWords(
  client: ChainReader,
  kind: TokenKind,
  holders: readonly Holder[],
  positions: readonly bigint[],
  blockNumber: bigint,
): Promise<Sample[][]> {
  const words = await Promise.all(
    holders.map(({ holder }) => holderWords(client, kind, holder, positions, blockNumber)),
  );
  return positions.map((_, i) =>
    holders.map(({ balance }, j) => ({ balance, word: balanceOfSlot(kind.origin, words[j]![i]!.word) })),
  );
}

/**
 * Finds the entry of a token, by trying slots 0 to `last`, those of OpenZeppelin's upgradeable tokens and of
 * namespaces that are told: the one that holds, for every holder, what `balanceOf` tells, all at one block.
 * Cannot be seen from outside: another number in the word that is 0 for all of these holders, and shares that are worth
 * 1 each now. So name holders that have done much with the token, large and small.
 * @param holders several accounts with different balances
 * @throws PsephosError `evm/not-a-token`, `evm/no-balance`, `evm/balance-too-large`, `evm/few-holders`;
 *   `evm/layout-…` names a layout that is refused: `packed`, `flag`, `erc721a`, `shares`, `vyper`, `solady`, `holder-first`,
 *   `checkpoints`; `evm/no-position`, `evm/several-positions`; and as `proveStorage`
 */
export async function findBalancePosition(
  client: ChainReader,
  kind: TokenKind,
  holders: readonly Hex[],
  { last = 255, namespaces = [], allowFew = false }: SearchOptions = {},
): Promise<FoundEntry> {
  const { token, origin, tokenId = 0n } = kind;
  const blockNumber = await getBlockNumber(client, { cacheTime: 0 });
  const held = await readHolders(client, kind, holders, allowFew, blockNumber);

  const places: MappingPlace[] = range(last + 1).map((slot) => ({ namespace: "", slot }));
  const own = NAMESPACES[origin];
  for (const namespace of new Set([...(own === undefined ? [] : [own]), ...namespaces])) {
    places.push(...range(NAMESPACE_SLOTS).map((slot) => ({ namespace, slot })));
  }
  const samples = await searchWords(client, kind, held, places.map(balancePosition), blockNumber);
  const found = places.filter((_, i) => fits(samples[i]!));
  if (found.length === 0) throw await whyNot(client, kind, held, samples, last, blockNumber);
  const place = found[0]!;
  ensure(
    found.length === 1,
    "evm/several-positions",
    () => `${found.map(balancePosition).join(" and ")} hold the same numbers for these holders`,
    "Name more holders, with other balances.",
  );
  const entry = { token, origin, tokenId, ...place };
  return { entry, position: balancePosition(place), blockNumber, holders: held };
}
