/** Bytes divided into lines as they come. What is wrong with a line is told after the lines before it. */
import { concatBytes } from "@noble/hashes/utils.js";
import { Refusal } from "../errors/index.js";

const LINE_FEED = 10;

const refusal = (what: string) => new Refusal("audit/lines", what);

const decoded = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

/** Divides bytes into lines. Each line ends with a line feed. */
export class LineSplitter {
  readonly #longest: number;
  /** Of a line that has not ended. */
  #parts: Uint8Array[] = [];
  #bytes = 0;
  #wrong: Refusal | undefined;

  /** @param longest bytes of a line, with its end */
  constructor(longest: number) {
    this.#longest = longest;
  }

  /** The lines that end in this part. @throws PsephosError `audit/lines`: a line before this part is wrong */
  push(part: Uint8Array): string[] {
    if (this.#wrong) throw this.#wrong;
    const end = part.lastIndexOf(LINE_FEED) + 1;
    const whole = end === 0 ? undefined : concatBytes(...this.#parts, part.subarray(0, end));
    if (whole) [this.#parts, this.#bytes] = [[], 0];
    this.#parts.push(part.slice(end));
    this.#bytes += part.length - end;
    const lines = whole ? this.#lines(whole) : [];
    if (this.#bytes >= this.#longest) this.#wrong ??= refusal("a line is too long");
    return lines;
  }

  #lines(whole: Uint8Array): string[] {
    const text = decoded(whole);
    const lines = text?.split("\n").slice(0, -1);
    return lines?.every(({ length }) => length < this.#longest) ? lines : this.#linesBefore(whole);
  }

  /** The lines before the first wrong one. */
  #linesBefore(whole: Uint8Array): string[] {
    const lines: string[] = [];
    for (let at = 0; at < whole.length; ) {
      const end = whole.indexOf(LINE_FEED, at);
      const line = decoded(whole.subarray(at, end));
      if (line === undefined || line.length >= this.#longest) {
        this.#wrong = refusal(line === undefined ? "a line is not UTF-8" : "a line is too long");
        break;
      }
      lines.push(line);
      at = end + 1;
    }
    return lines;
  }

  /** @throws PsephosError `audit/lines`: a line is wrong, or something follows the last line feed */
  end(): void {
    if (this.#wrong) throw this.#wrong;
    if (this.#bytes > 0) throw refusal("the last line does not end with a line feed");
  }
}

/** The lines of a file, in groups as they come. @param longest bytes of a line, with its end */
export async function* linesOf(
  parts: AsyncIterable<Uint8Array>,
  longest: number,
): AsyncGenerator<readonly string[]> {
  const splitter = new LineSplitter(longest);
  for await (const part of parts) yield splitter.push(part);
  splitter.end();
}
