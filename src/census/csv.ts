/** Voters' lists as CSV: `commitment,weight` or `address,weight`; the weight column may be left out. */
import { parse } from "csv-parse/browser/esm/sync";
import { addressBytes, isScalar, toHex } from "../bytes/index.js";
import { PsephosError } from "../errors/index.js";
import { type CensusEntry, WEIGHT_LIMIT } from "./leaf.js";

/** One row that was not taken. */
export interface CsvProblem {
  /** 1-based line of the file on which the row ends. */
  readonly line: number;
  readonly code: "csv/columns" | "csv/commitment" | "csv/address" | "csv/weight" | "csv/duplicate";
  readonly reason: string;
}

export interface CsvImport {
  /** What the first column holds: identity commitments, or addresses as integers (poll votes). */
  readonly key: "commitment" | "address";
  readonly entries: readonly CensusEntry[];
  /** Every row that is not among `entries`, in the order of the file. */
  readonly problems: readonly CsvProblem[];
}

const MAX_CHARACTERS = 1 << 29;
const DECIMAL = /^(?:0|[1-9][0-9]{0,76})$/;

/**
 * Reads a voters' list. Every row ends up in `entries` or in `problems`; none is skipped in silence.
 * A commitment is a decimal integer or 0x and 64 hex digits, in [1, r); an address is 0x and 40 hex digits
 * (with a right EIP-55 checksum when the case is mixed); a weight is a decimal integer from 1 to 2^128 - 1.
 * @throws PsephosError `csv/header`, `csv/empty`, `csv/size`, `csv/syntax`
 */
export function readCensusCsv(text: string): CsvImport {
  if (text.length > MAX_CHARACTERS) throw new PsephosError("csv/size", "the voters' list is over 512 MiB");
  const rows = parseRows(text);
  const header = rows.shift()?.record.map((name) => name.trim().toLowerCase());
  if (!header) throw new PsephosError("csv/empty", "the voters' list is empty");
  const [key, weightName, ...others] = header;
  if (
    (key !== "commitment" && key !== "address") ||
    (weightName ?? "weight") !== "weight" ||
    others.length > 0
  ) {
    throw new PsephosError("csv/header", "the first line must be `commitment,weight` or `address,weight`", {
      hint: "Leave out every other column: a census lists no personal data.",
    });
  }
  const entries: CensusEntry[] = [];
  const problems: CsvProblem[] = [];
  const lines = new Map<bigint, number>();
  for (const { record, line } of rows) {
    const problem = (code: CsvProblem["code"], reason: string) => problems.push({ line, code, reason });
    const cells = record.map((cell) => cell.trim());
    if (cells.length !== header.length) {
      problem("csv/columns", `${cells.length} columns where the header has ${header.length}`);
      continue;
    }
    const commitment = key === "address" ? readAddress(cells[0]!) : readCommitment(cells[0]!);
    if (commitment === null) {
      const form =
        key === "address"
          ? "0x and 40 hex digits with a right checksum"
          : "an integer in [1, r), decimal or 0x-hex";
      problem(`csv/${key}`, `the ${key} is not ${form}`);
      continue;
    }
    const weight = readWeight(cells[1] ?? "1");
    if (weight === null) {
      problem("csv/weight", "the weight is not an integer from 1 to 2^128 - 1");
      continue;
    }
    const before = lines.get(commitment);
    if (before !== undefined) {
      problem("csv/duplicate", `the same ${key} stands on line ${before}`);
      continue;
    }
    lines.set(commitment, line);
    entries.push({ commitment, weight });
  }
  return { key, entries, problems };
}

function parseRows(text: string): { record: string[]; line: number }[] {
  try {
    const rows = parse(text, { bom: true, info: true, relax_column_count: true, skip_empty_lines: true });
    return (rows as unknown as { record: string[]; info: { lines: number } }[]).map(({ record, info }) => ({
      record,
      line: info.lines,
    }));
  } catch (cause) {
    const { lines, code } = cause as { lines?: number; code?: string };
    const where = lines === undefined ? "" : ` near line ${lines}`;
    throw new PsephosError("csv/syntax", `the voters' list is not CSV${where} (${code ?? "unreadable"})`, {
      hint: "Look for a quote that is not closed.",
    });
  }
}

function readCommitment(cell: string): bigint | null {
  if (!DECIMAL.test(cell) && !/^0x[0-9a-f]{64}$/i.test(cell)) return null;
  const value = BigInt(cell);
  return value > 0n && isScalar(value) ? value : null;
}

/** An address as an integer; one in mixed case must carry its EIP-55 checksum. */
function readAddress(cell: string): bigint | null {
  try {
    const value = BigInt(toHex(addressBytes(cell, "address")));
    return value > 0n ? value : null;
  } catch {
    return null;
  }
}

function readWeight(cell: string): bigint | null {
  if (!DECIMAL.test(cell)) return null;
  const value = BigInt(cell);
  return value > 0n && value < WEIGHT_LIMIT ? value : null;
}
