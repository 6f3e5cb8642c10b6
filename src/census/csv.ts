/** Voters' lists as CSV: `commitment,weight` or `address,weight`; the weight column may be left out. */
import { parse } from "csv-parse/browser/esm/sync";
import { addressBytes, isScalar, quoted, toHex } from "../bytes/index.js";
import { Refusal } from "../errors/index.js";
import { otherSeparator, readHeader } from "./csv-header.js";
import { csvText } from "./csv-text.js";
import { type CensusEntry, WEIGHT_LIMIT } from "./leaf.js";

/** One row that was not accepted. */
export interface CsvProblem {
  /** 1-based line of the file on which the row ends. */
  readonly line: number;
  readonly code:
    | "csv/columns"
    | "csv/commitment"
    | "csv/address"
    | "csv/checksum"
    | "csv/weight"
    | "csv/duplicate";
  /** What is wrong, with the value, escaped and cut. */
  readonly reason: string;
}

export interface CsvImport {
  /** What the first column contains: identity commitments (anonymous votes), or addresses as integers (votes by name). */
  readonly key: "commitment" | "address";
  readonly entries: readonly CensusEntry[];
  /** Every row that is not among `entries`, in the order of the file. */
  readonly problems: readonly CsvProblem[];
}

const MAX_CHARACTERS = 1 << 29;
const DECIMAL = /^(?:0|[1-9][0-9]{0,76})$/;

/**
 * Reads a voters' list. Every row ends up in `entries` or in `problems`; no row is skipped silently.
 * A commitment is a decimal integer or 0x and 64 hex digits, in [1, r); an address is 0x and 40 hex digits
 * (with a right EIP-55 checksum when the case is mixed); a weight is a decimal integer from 1 to 2^128 - 1.
 * @param list the file's bytes, UTF-8, or its text
 * @throws PsephosError `csv/empty`, `csv/no-voters`, `csv/size`, `csv/syntax`, those of `csvText` and `readHeader`
 */
export function readCensusCsv(list: string | Uint8Array): CsvImport {
  if (list.length > MAX_CHARACTERS) throw new Refusal("csv/size", "the voters' list is over 512 MiB");
  const text = typeof list === "string" ? list : csvText(list);
  const rows = parseRows(text);
  const first = rows.shift();
  if (!first) throw new Refusal("csv/empty", "the voters' list is empty");
  const quotes = text.split("\n", first.line).at(-1)!.includes('"');
  const { key, columns } = readHeader(first.record, first.line, quotes);
  if (rows.length === 0)
    throw new Refusal("csv/no-voters", `the voters' list has a header on line ${first.line} and no voter`, {
      hint: `Write one line for each voter below the header: ${key === "address" ? "an address" : "a commitment"}, and a weight if voters have different ones.`,
    });
  const entries: CensusEntry[] = [];
  const problems: CsvProblem[] = [];
  const lines = new Map<bigint, number>();
  for (const { record, line } of rows) {
    const problem = (code: CsvProblem["code"], reason: string) => problems.push({ line, code, reason });
    const cells = record.map((cell) => cell.trim());
    if (cells.length !== columns) {
      problem("csv/columns", columnsReason(cells, columns));
      continue;
    }
    const cell = cells[0]!;
    const commitment = key === "address" ? readAddress(cell) : readCommitment(cell);
    if (commitment === null) {
      if (key === "address") problem(...addressReason(cell));
      else
        problem(
          "csv/commitment",
          `${quoted(cell, SHOWN)} is not a commitment: a number in [1, r), decimal or 0x and 64 hex digits`,
        );
      continue;
    }
    const weight = readWeight(cells[1] ?? "1");
    if (weight === null) {
      problem("csv/weight", `the weight ${quoted(cells[1]!, SHOWN)} is not an integer from 1 to 2^128 - 1`);
      continue;
    }
    const before = lines.get(commitment);
    if (before !== undefined) {
      problem("csv/duplicate", `the ${key} ${quoted(cell, SHOWN)} is already on line ${before}`);
      continue;
    }
    lines.set(commitment, line);
    entries.push({ commitment, weight });
  }
  return { key, entries, problems };
}

/** The most characters of a value that a reason shows: a whole commitment. */
const SHOWN = 80;

function columnsReason(cells: readonly string[], columns: number): string {
  const separator = cells.length < columns ? otherSeparator(cells) : undefined;
  const why = separator === undefined ? "" : `; it is separated by ${separator}s, not commas`;
  const shown = quoted(cells.join(","), SHOWN);
  return `${shown} has ${cells.length} column${cells.length === 1 ? "" : "s"} where the header has ${columns}${why}`;
}

/** Why a cell is not an address: its form is wrong, or only its checksum. */
function addressReason(cell: string): [CsvProblem["code"], string] {
  const shown = quoted(cell, SHOWN);
  if (/^0x0{40}$/.test(cell)) return ["csv/address", `${shown} is the zero address, which nobody has`];
  if (/^0x[0-9a-fA-F]{40}$/.test(cell))
    return [
      "csv/checksum",
      `the address ${shown} has a wrong checksum (EIP-55): a digit is mistyped, or its upper and lower case was changed; copy it from the wallet again`,
    ];
  return ["csv/address", `${shown} is not an address: 0x and 40 hex digits`];
}

/** A first line of quoted names with another separator than a comma: a CSV parser for commas cannot read it. */
const QUOTED_NAMES = /^\ufeff?\s*"[^"\n]*"[ ]*([;\t])/;

function parseRows(text: string): { record: string[]; line: number }[] {
  const [, separator] = QUOTED_NAMES.exec(text) ?? [];
  if (separator !== undefined) {
    const line = 1 + (text.slice(0, text.search(/[^\s\ufeff]/)).match(/\n/g)?.length ?? 0);
    readHeader([text.trimStart().split("\n", 1)[0]!.trim().replaceAll('"', "")], line, false);
  }
  try {
    const rows = parse(text, { bom: true, info: true, relax_column_count: true, skip_empty_lines: true });
    return (rows as unknown as { record: string[]; info: { lines: number } }[]).map(({ record, info }) => ({
      record,
      line: info.lines,
    }));
  } catch (cause) {
    const { lines, code } = cause as { lines?: number; code?: string };
    const where = lines === undefined ? "" : ` near line ${lines}`;
    throw new Refusal("csv/syntax", `the voters' list is not CSV${where} (${code ?? "unreadable"})`, {
      hint: "Look for a quote that is not closed.",
    });
  }
}

function readCommitment(cell: string): bigint | null {
  if (!DECIMAL.test(cell) && !/^0x[0-9a-f]{64}$/i.test(cell)) return null;
  const value = BigInt(cell);
  return value > 0n && isScalar(value) ? value : null;
}

/** An address as an integer; an address in mixed case must have its EIP-55 checksum. */
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
