import assert from "node:assert/strict";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { type ByteSource, readSource } from "../../../src/groth16/formats/source.js";
import { coded } from "../support/errors.js";

const BYTES = Uint8Array.from({ length: 1000 }, (_, i) => i & 255);
const parts = [BYTES.subarray(0, 1), BYTES.subarray(1, 1), BYTES.subarray(1, 900), BYTES.subarray(900)];

async function* iterate<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

describe("groth16 byte sources", () => {
  it("hand bytes on as they are", async () => {
    assert.equal(await readSource(BYTES, "file"), BYTES);
    assert.equal(await readSource(Promise.resolve(BYTES), "file"), BYTES);
  });

  it("are read to their end: web streams, responses, iterables, file streams, promises of them", async () => {
    const web = () => new Blob([BYTES]).stream() as ReadableStream<Uint8Array>;
    const sources: ByteSource[] = [web(), Promise.resolve(web()), new Response(BYTES).body!, iterate(parts)];
    for (const source of sources) assert.deepEqual(await readSource(source, "file"), BYTES);
    const self = import.meta.filename;
    assert.deepEqual(await readSource(createReadStream(self), "file"), new Uint8Array(await readFile(self)));
    assert.deepEqual(await readSource(iterate<Uint8Array>([]), "file"), new Uint8Array(0));
  });

  it("are refused when they are something else", async () => {
    for (const wrong of [undefined, null, "path/to/file", 7, {}, [1, 2], new ArrayBuffer(8)]) {
      await assert.rejects(readSource(wrong as never, "file"), coded("groth16/source-shape", /^file /));
    }
    for (const chunk of ["text", 1, null, new ArrayBuffer(8)]) {
      await assert.rejects(readSource(iterate([chunk]) as never, "file"), coded("groth16/source-shape"));
    }
  });

  it("fail as the stream or promise fails, and let go of the stream", async () => {
    const reason = new Error("connection lost");
    await assert.rejects(readSource(Promise.reject(reason), "file"), reason);
    const broken = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.error(reason);
      },
    });
    await assert.rejects(readSource(broken, "file"), reason);
    let cancelled = false;
    const strange = new ReadableStream({
      pull: (controller) => controller.enqueue("text"),
      cancel: () => {
        cancelled = true;
      },
    });
    await assert.rejects(readSource(strange, "file"), coded("groth16/source-shape"));
    assert.ok(cancelled);
  });
});
