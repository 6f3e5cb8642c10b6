/** The first line of a voters' list: which columns it has, or what is wrong with it, one message for each mistake. */
import { quoted } from "../bytes/index.js";
import { Refusal, type RefusedCode } from "../errors/index.js";

const FORM = "commitment,weight or address,weight";
const DATA = /^(?:0x[0-9a-fA-F]+|[0-9]+)$/;
const COMMAS = "Save the list as CSV with commas and UTF-8; in Excel, choose `CSV UTF-8 (comma delimited)`.";
const NO_MORE = "Leave out every other column: a census lists no personal data.";

export interface CsvHeader {
  readonly key: "commitment" | "address";
  /** 1 or 2: the weights may be left out. */
  readonly columns: number;
}

const SEPARATED = { semicolon: "csv/semicolons", tab: "csv/tabs" } as const;

/** The character that separates columns in place of a comma, if there is one. */
export function otherSeparator(cells: readonly string[]): "semicolon" | "tab" | undefined {
  if (cells.some((cell) => cell.includes(";"))) return "semicolon";
  return cells.some((cell) => cell.includes("\t")) ? "tab" : undefined;
}

/**
 * Reads the header's cells.
 * @param quotes whether the line has quotation marks
 * @throws PsephosError `csv/semicolons`, `csv/tabs`, `csv/quoted-separator`, `csv/header-missing`, `csv/extra-columns`, `csv/header`
 */
export function readHeader(cells: readonly string[], line: number, quotes: boolean): CsvHeader {
  const refuse = (code: RefusedCode, message: string, hint: string) =>
    new Refusal(code, `line ${line}: ${message}`, { hint });
  const shown = quoted(cells.join(","), 80);
  const separator = otherSeparator(cells);
  if (separator !== undefined && quotes)
    throw refuse(
      "csv/quoted-separator",
      `${shown} has a ${separator} within quotation marks, so the whole line is one column`,
      `The list was saved with ${separator}s and then quoted. ${COMMAS}`,
    );
  if (separator !== undefined)
    throw refuse(SEPARATED[separator], `the columns are separated by ${separator}s: ${shown}`, COMMAS);
  const names = cells.map((cell) => cell.trim().toLowerCase());
  const [key, weight = "weight", ...others] = names;
  if (DATA.test(key ?? ""))
    throw refuse(
      "csv/header-missing",
      `the first line is a voter, ${shown}, but it must name the columns`,
      `Put a line ${FORM} before the first voter.`,
    );
  if ((key !== "commitment" && key !== "address") || weight !== "weight")
    throw refuse("csv/header", `the header is ${shown}, and must be ${FORM}`, NO_MORE);
  if (others.length > 0)
    throw refuse("csv/extra-columns", `the header has ${others.length} more than ${FORM}: ${shown}`, NO_MORE);
  return { key, columns: names.length };
}
