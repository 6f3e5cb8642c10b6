/**
 * Layouts of balances that cannot be a census by storage proof. They are recognised by the holders' storage words:
 * nodes take the whole word for the balance.
 */
import { concat, type Hex, keccak256, numberToHex } from "viem";
import { type PsephosError, Refusal, type RefusedCode } from "../errors/index.js";
import { CensusOrigin } from "../process/index.js";

/** A holder's balance, and the holder's word at one position. */
export interface Sample {
  balance: bigint;
  word: bigint;
}

const HALF = 1n << 128n;

/** Why a token cannot be a census, and what can be done instead. */
function layoutError(code: RefusedCode, message: string, hint?: string): PsephosError {
  return new Refusal(code, message, {
    hint:
      hint ??
      "Make a snapshot of the holders yourself and declare it as a weighted tree: `psephos census build`.",
  });
}

/** The lowest bit that is set, or 256. */
function lowestBit(value: bigint): number {
  if (value === 0n) return 256;
  let bit = 0;
  while ((value & (1n << BigInt(bit))) === 0n) bit += 1;
  return bit;
}

/** The bit above which words differ from balances that stand in their low bits; 256 if they do not stand there. */
function balanceBits(samples: readonly Sample[]): number {
  const differing = samples.reduce((bits, { balance, word }) => bits | (balance ^ word), 0n);
  const all = samples.reduce((bits, { balance }) => bits | balance, 0n);
  const bit = lowestBit(differing);
  return bit >= 32 && all < 1n << BigInt(bit) ? bit : 256;
}

/** Balances that are proportional to the words, except for rounding down twice. */
function areShares(samples: readonly Sample[]): boolean {
  if (samples.some(({ word }) => word === 0n)) return false;
  const large = samples.filter(({ balance, word }) => balance > 10_000n && word > 10_000n);
  const first = large[0];
  if (large.length < 2 || first === undefined) return false;
  return large.every(({ balance, word }) => {
    const difference = first.word * balance - word * first.balance;
    const most = 2n * (first.word > word ? first.word : word);
    return difference <= most && difference >= -most;
  });
}

const packed = (beside: string) =>
  layoutError(
    "evm/layout-packed",
    `the token keeps the balance and ${beside} in one word, so the word is not the balance`,
  );

/**
 * The layout that a position's words show, as the error that names it; nothing if they show none.
 * @param samples of one position, whose words are not all the balances
 */
export function layoutOf(origin: CensusOrigin, samples: readonly Sample[]): PsephosError | undefined {
  const bits = balanceBits(samples);
  if (bits < 256) {
    const differences = new Set(samples.map(({ balance, word }) => balance ^ word));
    differences.delete(0n);
    const [only] = differences;
    if (differences.size === 1 && only === 1n << BigInt(bits)) {
      return layoutError(
        "evm/layout-flag",
        `bit ${bits} of some holders' words is set beside the balance: a flag, such as that of a blacklist`,
        "Leave those holders out: an entry can then be found, but they cannot vote with it. Or declare a weighted tree.",
      );
    }
    if (origin === CensusOrigin.ERC721 && bits >= 64 && bits < 128) {
      return layoutError(
        "evm/layout-erc721a",
        "the token packs the numbers of minted and burned tokens into the word of the balance, as ERC721A does",
      );
    }
    return packed(`another number (from bit ${(bits >> 3) << 3} on)`);
  }
  for (let low = 32n; low <= 224n; low += 8n) {
    if (samples.every(({ balance, word }) => word >> low === balance))
      return packed("another number below it");
  }
  const shares = "the token keeps shares and computes balances from them, as rebasing tokens do";
  if (areShares(samples)) return layoutError("evm/layout-shares", shares);
  const halves = samples.map(({ balance, word }) => ({ balance, word: word % HALF }));
  if (samples.some(({ word }) => word >= HALF) && areShares(halves)) {
    return layoutError("evm/layout-shares", `${shares}, with another number in the same word`);
  }
  return undefined;
}

/** Solady's ERC-721 keeps what the token likes above the balance's bits. */
const SOLADY_ERC721_BITS = 32;

/** The key of a holder's balance in Solady's tokens, which have no position: the library's seeds take its place. */
export function soladyKey(origin: CensusOrigin, holder: Hex, tokenId: bigint): Hex {
  const id = numberToHex(tokenId, { size: 32 });
  if (origin === CensusOrigin.ERC1155) return keccak256(concat([id, holder, "0x000000009a31110384e0b0c9"]));
  const seed = origin === CensusOrigin.ERC721 ? "0x0a5a2e7a00000000" : "0x000000000000000087a211a2";
  return keccak256(concat([holder, seed]));
}

/** The balance in a word under `soladyKey`. */
export const soladyBalance = (origin: CensusOrigin, word: bigint): bigint =>
  origin === CensusOrigin.ERC721 ? BigInt.asUintN(SOLADY_ERC721_BITS, word) : word;

/** The layouts that keep balances under other keys, by name: the message, and what to do. */
export const OTHER_KEYS = {
  vyper: () =>
    layoutError("evm/layout-vyper", "the token's mapping hashes the slot before the key, as Vyper's do"),
  solady: () =>
    layoutError(
      "evm/layout-solady",
      "the token keeps balances under keys that its library computes, as Solady's do",
    ),
  "holder-first": () =>
    layoutError(
      "evm/layout-holder-first",
      "the token maps holders to token ids, as solmate's ERC-1155 does, not ids to holders",
    ),
  checkpoints: () =>
    layoutError(
      "evm/layout-checkpoints",
      "the token keeps a list of checkpoints, as MiniMe does",
      "Search it as kind MINI_ME.",
    ),
} as const;
