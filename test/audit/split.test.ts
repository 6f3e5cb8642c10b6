/** Lines of bytes, however they come in parts; and what is wrong with one, after those before it. */
import assert from "node:assert/strict";
import { LineSplitter, linesOf } from "../../src/audit/split.js";

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** The lines before an error, and the error's words. */
async function read(bytes: Uint8Array, size: number, longest = 100): Promise<[string[], string]> {
  async function* parts() {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  const lines: string[] = [];
  try {
    for await (const group of linesOf(parts(), longest)) lines.push(...group);
    return [lines, ""];
  } catch (error) {
    return [lines, (error as Error).message];
  }
}

describe("audit: lines", () => {
  const cases: [string, Uint8Array, string[], string][] = [
    ["none", bytesOf(""), [], ""],
    ["some, of several bytes a character, and empty ones", bytesOf("é\n\n€𝄞\n"), ["é", "", "€𝄞"], ""],
    ["a mark at the beginning, which is a character", bytesOf("\ufeffa\n"), ["\ufeffa"], ""],
    ["no last line feed", bytesOf("a\nb"), ["a"], "the last line does not end with a line feed"],
    [
      "not UTF-8, after others and before others",
      Uint8Array.of(97, 10, 98, 10, 99, 0xff, 10, 100, 10),
      ["a", "b"],
      "a line is not UTF-8",
    ],
    ["half a character at the end of a line", Uint8Array.of(97, 10, 0xc3, 10), ["a"], "a line is not UTF-8"],
    ["the longest", bytesOf(`${"x".repeat(99)}\n`), ["x".repeat(99)], ""],
    ["one longer", bytesOf(`a\n${"x".repeat(100)}\nb\n`), ["a"], "a line is too long"],
    ["one longer without an end", bytesOf(`a\n${"x".repeat(250)}`), ["a"], "a line is too long"],
  ];
  for (const [name, bytes, lines, words] of cases)
    it(`${name}, in parts of any size`, async () => {
      for (const size of [1, 2, 3, 7, 1000])
        assert.deepEqual(await read(bytes, size), [lines, words], `${size}`);
    });

  it("keeps nothing of the buffers that it was given", () => {
    const splitter = new LineSplitter(100);
    const buffer = bytesOf("ab");
    splitter.push(buffer);
    buffer.fill(0);
    assert.deepEqual(splitter.push(bytesOf("c\n")), ["abc"]);
    splitter.end();
  });
});
