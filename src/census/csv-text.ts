/** The bytes of a voters' list as text. */
import { Refusal } from "../errors/index.js";

const HINT = "Save the list as CSV in UTF-8; in Excel, choose `CSV UTF-8 (comma delimited)`.";

/** Whether bytes are UTF-16: a byte order mark, or a zero byte next to the first character. */
const isUtf16 = ([a, b]: Uint8Array) =>
  (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff) || (a === 0) !== (b === 0);

/**
 * UTF-8, with or without a byte order mark.
 * @throws PsephosError `csv/utf-16`, `csv/zip` (a spreadsheet and not a CSV file), `csv/utf-8`
 */
export function csvText(bytes: Uint8Array): string {
  if (bytes.length >= 2 && isUtf16(bytes))
    throw new Refusal("csv/utf-16", "the voters' list is UTF-16 text, and not UTF-8", { hint: HINT });
  if (bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3)
    throw new Refusal("csv/zip", "the voters' list is a spreadsheet or zip file, and not CSV", {
      hint: HINT,
    });
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const line = 1 + firstBadLine(bytes);
    throw new Refusal("csv/utf-8", `line ${line} of the voters' list is not UTF-8`, { hint: HINT });
  }
}

/** The number of line feeds before the first line that is not UTF-8. */
function firstBadLine(bytes: Uint8Array): number {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let line = 0;
  for (let from = 0; from < bytes.length; line++) {
    const end = bytes.indexOf(0x0a, from);
    const to = end < 0 ? bytes.length : end;
    try {
      decoder.decode(bytes.subarray(from, to));
    } catch {
      return line;
    }
    from = to + 1;
  }
  return line;
}
