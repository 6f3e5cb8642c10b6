import assert from "node:assert/strict";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { pathToFileURL } from "node:url";
import { runInNewContext } from "node:vm";
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
    assert.deepEqual(await readSource(new Response(BYTES), "file"), BYTES);
    assert.deepEqual(await readSource(BYTES.buffer, "file"), BYTES);
    assert.deepEqual(
      await readSource(runInNewContext("new Uint8Array([1, 2])"), "file"),
      Uint8Array.of(1, 2),
    );
  });

  it("are refused when they are something else", async () => {
    for (const wrong of [undefined, null, 7, {}, [1, 2], new Uint32Array(2), new Map(), () => BYTES]) {
      await assert.rejects(readSource(wrong as never, "file"), coded("groth16/source-shape", /^file /));
    }
    for (const chunk of ["text", 1, null, [1]]) {
      await assert.rejects(readSource(iterate([chunk]) as never, "file"), coded("groth16/source-shape"));
    }
  });

  it("are read from a path in Node, and from URLs", async () => {
    const self = import.meta.filename;
    const expected = new Uint8Array(await readFile(self));
    for (const source of [self, pathToFileURL(self), `${pathToFileURL(self)}`, Promise.resolve(self)])
      assert.deepEqual(new Uint8Array(await readSource(source, "file")), expected);
    const server = createServer((request, response) => {
      response.statusCode = request.url === "/file" ? 200 : 404;
      response.end(request.url === "/file" ? BYTES : "<html>");
    });
    await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      assert.deepEqual(await readSource(`${base}/file`, "file"), BYTES);
      assert.deepEqual(await readSource(new URL(`${base}/file`), "file"), BYTES);
      assert.deepEqual(await readSource(fetch(`${base}/file`), "file"), BYTES);
      for (const missing of [`${base}/no?word=secret`, fetch(`${base}/no`)])
        await assert.rejects(
          readSource(missing, "file"),
          coded(
            "groth16/source-status",
            /file at http:\/\/127\.0\.0\.1:\d+\/no was answered with status 404/,
            "secret",
          ),
        );
    } finally {
      server.closeAllConnections();
      server.close();
    }
    await assert.rejects(readSource(`${base}/file`, "file"), coded("groth16/source-fetch"));
    await assert.rejects(
      readSource("/no/such/file", "file"),
      coded("groth16/source-file", /\/no\/such\/file/),
    );
  });

  it("are refused when they were read before", async () => {
    const response = new Response(BYTES);
    await readSource(response, "file");
    const locked = new Response(BYTES).body!;
    locked.getReader();
    for (const used of [response, locked])
      await assert.rejects(readSource(used, "file"), coded("groth16/source-shape", /read/));
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
