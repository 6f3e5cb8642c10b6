/** A receipt that the validators signed, by their number: recorded from chains with real engines (test/support/light/record.ts). */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { checkCommitReceipt, decodeCommitReceipt, encodeCommitReceipt } from "../../src/api/index.js";
import { parseGenesis } from "../../src/ledger/index.js";
import { cpuTime, takeTurns } from "../support/measure.js";
import { type Row, rowsOf } from "./table.js";

const VECTORS = { 4: "four", 7: "seven", 10: "ten" } as const;
const FOLDER = join(import.meta.dirname, "..", "..", "test", "vectors", "light");
/** Checks in a round. */
const CHECKS = 5;

async function receiptOf(name: string): Promise<Record<string, number>> {
  const vector = JSON.parse(readFileSync(join(FOLDER, `${name}.json`), "utf8"));
  const genesis = parseGenesis(vector.genesis);
  const receipt = decodeCommitReceipt(vector.receipt);
  const least = { ...receipt, recorded: null };
  const check = () => {
    for (let i = 0; i < CHECKS; i++) checkCommitReceipt(genesis, least);
  };
  const { checks } = await takeTurns({ checks: check }, { rounds: 15, warmup: 3, clock: cpuTime });
  const text = encodeCommitReceipt(least);
  return {
    "bytes with the block that recorded the vote": vector.receipt.length,
    "bytes without": text.length,
    "bytes without, gzipped": gzipSync(text, { level: 9 }).length,
    "checked, ms": checks.ms / CHECKS,
  };
}

export async function receipts(): Promise<readonly Row[]> {
  const measured = [];
  for (const name of Object.values(VECTORS)) measured.push(await receiptOf(name));
  return rowsOf(
    Object.keys(VECTORS).map((count) => `${count} validators`),
    measured,
  );
}
