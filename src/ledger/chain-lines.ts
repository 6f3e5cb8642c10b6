/**
 * A voting chain as lines of JSON, so that anyone can replay it: the genesis document first, then each block with the state root that its node
 * reports. Each line has one canonical form.
 */
import { base64 } from "@scure/base";
import { fixedHex, type Hex } from "../bytes/index.js";
import { ensure, Refusal } from "../errors/index.js";
import { type CheckedGenesis, type Genesis, genesisText, parseGenesis } from "./genesis.js";
import type { Block } from "./ledger.js";

/** A block, and the root of the state after it as its source reports it. */
export interface ToldBlock extends Block {
  /** 32 bytes; null if it is not reported. */
  readonly stateRoot: Hex | null;
}

export const encodeGenesisLine = (genesis: Genesis): string =>
  JSON.stringify({ genesis: genesisText(genesis) });

export const encodeBlockLine = ({ height, transactions, stateRoot }: ToldBlock): string =>
  JSON.stringify({ height, transactions: transactions.map((bytes) => base64.encode(bytes)), stateRoot });

function parse(text: string, line: number): Record<string, unknown> {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new Refusal("ledger/line", `line ${line} is not JSON`);
  }
  ensure(
    typeof document === "object" && document !== null && !Array.isArray(document),
    "ledger/line",
    `line ${line} is not a JSON object`,
  );
  return document as Record<string, unknown>;
}

/** @throws PsephosError `ledger/line`, `ledger/genesis` and those of `parseGenesis` */
export function decodeGenesisLine(text: string): CheckedGenesis {
  const { genesis } = parse(text, 1);
  ensure(
    typeof genesis === "string",
    "ledger/line",
    "line 1 does not have the genesis document of a voting chain",
  );
  const read = parseGenesis(genesis);
  ensure(encodeGenesisLine(read) === text, "ledger/line", "line 1 is not in canonical form");
  return read;
}

/** @throws PsephosError `ledger/line` */
export function decodeBlockLine(text: string, line: number): ToldBlock {
  const { height, transactions, stateRoot } = parse(text, line);
  const refuse = (what: string) => new Refusal("ledger/line", `line ${line} is not a block: ${what}`);
  if (!Number.isSafeInteger(height) || (height as number) < 1)
    throw refuse("its height is not a positive integer");
  if (!Array.isArray(transactions)) throw refuse("it has no list of transactions");
  let block: ToldBlock;
  try {
    if (stateRoot !== null) fixedHex(stateRoot, 32, "the state root");
    block = {
      height: height as number,
      transactions: transactions.map((one) => base64.decode(one)),
      stateRoot: stateRoot as Hex | null,
    };
  } catch {
    throw refuse("a transaction or the state root is malformed");
  }
  if (encodeBlockLine(block) !== text) throw refuse("it is not in canonical form");
  return block;
}
