/** Where a file's bytes may come from. */
import { ensure } from "../../errors/index.js";

/** Bytes, or what becomes bytes: a promise of them, or a stream (the body of a response, a file's read stream). */
export type ByteSource =
  | Uint8Array
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array>
  | PromiseLike<Uint8Array | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>>;

/** What one array can hold in every engine of today; also where 32-bit WebAssembly memory ends. */
const MAX_BYTES = 2 ** 32 - 1;

async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  // Not every browser iterates over streams by itself.
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel();
  }
}

/**
 * Reads a source to its end. Bytes are handed on as they are, not copied.
 * @param name what the file is called in errors.
 * @throws PsephosError `groth16/source-shape` for anything else, `groth16/source-size` above 4 GB; what the stream
 *   or promise fails with is passed on.
 */
export async function readSource(source: ByteSource, name: string): Promise<Uint8Array> {
  const given: unknown = await source;
  if (given instanceof Uint8Array) return given;
  const iterable =
    typeof ReadableStream !== "undefined" && given instanceof ReadableStream ? chunksOf(given) : given;
  ensure(
    typeof iterable === "object" && iterable !== null && Symbol.asyncIterator in iterable,
    "groth16/source-shape",
    `${name} is neither bytes nor a stream of bytes`,
    "Give a Uint8Array, a ReadableStream, an async iterable of Uint8Arrays, or a promise of one of these.",
  );
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of iterable as AsyncIterable<unknown>) {
    ensure(
      chunk instanceof Uint8Array,
      "groth16/source-shape",
      `${name} is a stream of something else than bytes`,
    );
    size += chunk.length;
    ensure(size <= MAX_BYTES, "groth16/source-size", `${name} is larger than 4 GB`);
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks.splice(0)) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
