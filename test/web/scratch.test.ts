/** Room for votes in a file of the browser: what the file does not take any more is in memory. The browsers' own files are tried in test/browser. */
import assert from "node:assert/strict";
import { scratchIn } from "../../web/observe/scratch.js";

/** A file with room for so many bytes; a longer write throws, or is cut off. */
function fileOf(room: number, cuts: boolean) {
  const content = new Uint8Array(room);
  return {
    read(bytes: Uint8Array, { at }: { readonly at: number }): number {
      bytes.set(content.subarray(at, at + bytes.length));
      return Math.min(bytes.length, room - at);
    },
    write(bytes: Uint8Array, { at }: { readonly at: number }): number {
      const fits = bytes.subarray(0, room - at);
      if (fits.length < bytes.length && !cuts) throw new DOMException("no room", "QuotaExceededError");
      content.set(fits, at);
      return fits.length;
    },
    close() {},
  };
}

describe("web: the room of an audit", () => {
  for (const cuts of [false, true])
    it(`goes on in memory when the file is full: a write ${cuts ? "is cut off" : "throws"}`, () => {
      const scratch = scratchIn(fileOf(250, cuts));
      const parts = [100, 100, 100, 20, 300].map((length, i) => new Uint8Array(length).fill(i + 1));
      const places = parts.map((part) => scratch.append(part));
      assert.equal(new Set(places).size, parts.length);
      for (const [i, part] of parts.entries())
        assert.deepEqual(scratch.read(places[i]!, part.length), part, `part ${i}`);
    });
});
