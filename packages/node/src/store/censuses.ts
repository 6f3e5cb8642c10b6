/**
 * The censuses that replaced declared ones: the chain's state has their roots only, and the blocks where their files are. A row of the table:
 *
 *     process id (32) ‖ uint64 height ‖ uint32 index in the block  →  JSON of root and uri
 */
import { type AppliedBlock, decodeTransaction } from "psephos/ledger";
import type { Hex } from "viem";
import type { StoredBlock } from "./block.js";
import type { Table } from "./environment.js";

export interface ReplacedCensus {
  /** As in the contracts. */
  readonly root: string;
  /** The content URI of its file. */
  readonly uri: string;
}

const ID = 32;

function keyOf(processId: Hex, height: number, index: number): Buffer {
  const key = Buffer.alloc(ID + 12);
  key.write(processId.slice(2), "hex");
  key.writeBigUInt64BE(BigInt(height), ID);
  key.writeUInt32BE(index, ID + 8);
  return key;
}

/** A census that a block put in the place of another one. */
export interface CensusRow extends ReplacedCensus {
  readonly processId: Hex;
  readonly key: Buffer;
}

/** The censuses that a block replaced: attestations that became final in it. */
export function censusesOf({ results }: AppliedBlock, { height, transactions }: StoredBlock): CensusRow[] {
  return results.flatMap((result, index) => {
    if (!result.accepted || result.outcome.kind !== "attest" || !result.outcome.final) return [];
    const tx = decodeTransaction(transactions[index]!);
    if (tx.kind !== "attest" || tx.statement.kind !== "census") return [];
    const { root, uri } = tx.statement;
    return [{ processId: tx.subject, key: keyOf(tx.subject, height, index), root, uri }];
  });
}

/** All rows, in memory: by process, in the order of the chain. */
export class Censuses {
  readonly #table: Table<Buffer>;
  readonly #byProcess = new Map<Hex, ReplacedCensus[]>();

  constructor(table: Table<Buffer>) {
    this.#table = table;
    for (const { key, value } of table.getRange({}))
      this.#add(`0x${key.subarray(0, ID).toString("hex")}`, JSON.parse(Buffer.from(value).toString()));
  }

  #add(processId: Hex, census: ReplacedCensus): void {
    const known = this.#byProcess.get(processId);
    if (known) known.push(census);
    else this.#byProcess.set(processId, [census]);
  }

  /** Writes rows, in the transaction that is under way. */
  write(rows: readonly CensusRow[]): void {
    for (const { key, root, uri } of rows) this.#table.put(key, Buffer.from(JSON.stringify({ root, uri })));
  }

  /** Takes rows that are on the disk now. */
  written(rows: readonly CensusRow[]): void {
    for (const { processId, root, uri } of rows) this.#add(processId, { root, uri });
  }

  of(processId: Hex): readonly ReplacedCensus[] {
    return this.#byProcess.get(processId) ?? [];
  }

  *uris(): Iterable<string> {
    for (const censuses of this.#byProcess.values()) for (const { uri } of censuses) yield uri;
  }
}
