/** The possible sources of a file's bytes. */
import { builtin } from "../../bytes/index.js";
import { ensure, ensureAble, Failure } from "../../errors/index.js";
import { asBytes, refuseStandIn } from "./content.js";

type Content =
  | Uint8Array
  | ArrayBuffer
  | Response
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array>
  | string
  | URL;

/**
 * Bytes, or something that gives bytes: a response of `fetch`, a stream (a response's body, a file's read stream), a URL, in Node a
 * path; or a promise of one of these.
 */
export type ByteSource = Content | PromiseLike<Content>;

/** The largest array in every present JavaScript engine; also the end of 32-bit WebAssembly memory. */
const MAX_BYTES = 2 ** 32 - 1;

const HINT =
  "Give a Uint8Array, a response of fetch, a stream of bytes, a URL, in Node a path, or a promise of one of these.";

const TWICE = "A stream can be read only once: give each call its own stream, or bytes, or a URL.";

async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  // Not every browser can iterate over streams.
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

/** It checks the form, not the class, because a test's DOM may have replaced the class. */
const isResponse = (value: object): value is Response =>
  "status" in value && "arrayBuffer" in value && typeof value.arrayBuffer === "function";

const isStream = (value: object): value is ReadableStream<Uint8Array> =>
  "getReader" in value && typeof value.getReader === "function";

/** A URL without the parts that may be secret, for errors. */
function shown(url: string): string {
  try {
    const { origin, protocol, pathname } = new URL(url);
    return origin === "null" ? `${protocol}${pathname.slice(0, 200)}` : `${origin}${pathname}`;
  } catch {
    return url.replace(/[?#].*$/s, "");
  }
}

interface Named {
  readonly content: unknown;
  /** Its address, for errors. */
  readonly from?: string | undefined;
}

async function fetched(url: string, name: string): Promise<Named> {
  try {
    return { content: await fetch(url), from: shown(url) };
  } catch (cause) {
    throw new Failure("groth16/source-fetch", `${name} could not be fetched from ${shown(url)}`, {
      hint: "Check the address, and that the server allows this page to read it (CORS).",
      cause,
    });
  }
}

/** The part of Node's modules that is used here. */
interface NodeFiles {
  readFile(path: string | URL): Promise<Uint8Array>;
}

/** The content of a path or URL. */
async function opened(address: string, name: string): Promise<Named> {
  const files = /^(?:https?|data|blob):/i.test(address) ? undefined : builtin<NodeFiles>("node:fs/promises");
  if (files === undefined) return fetched(address, name);
  try {
    const content = await files.readFile(/^file:/i.test(address) ? new URL(address) : address);
    return { content, from: address };
  } catch (cause) {
    const { code } = cause as { code?: string };
    throw new Failure("groth16/source-file", `${name} could not be read from ${address}`, {
      hint: code === "ENOENT" ? "The file does not exist." : `The system says ${code}.`,
      cause,
    });
  }
}

async function read(content: unknown, name: string): Promise<Uint8Array> {
  const given = asBytes(content);
  if (given !== undefined) return given;
  const locked = typeof content === "object" && content !== null && isStream(content) && content.locked;
  ensure(!locked, "groth16/source-shape", `${name} is a stream that is being read`, TWICE);
  const iterable =
    typeof content === "object" && content !== null && isStream(content) ? chunksOf(content) : content;
  ensure(
    typeof iterable === "object" && iterable !== null && Symbol.asyncIterator in iterable,
    "groth16/source-shape",
    `${name} is neither bytes nor a stream of bytes`,
    HINT,
  );
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const item of iterable as AsyncIterable<unknown>) {
    const chunk = asBytes(item);
    ensure(chunk !== undefined, "groth16/source-shape", `${name} is a stream, but not of bytes`, HINT);
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

/** Below this, a body is read whole; longer ones, and those of unknown length, are read in pieces and counted. */
const SHORT_BYTES = 1 << 28;

/** A response's body, if the server has the file. */
async function bodyOf(response: Response, name: string): Promise<Named> {
  const from = response.url ? shown(response.url) : undefined;
  ensureAble(
    response.ok,
    "groth16/source-status",
    `${name}${from ? ` at ${from}` : ""} was answered with status ${response.status}`,
    "Check the address, and that the file is deployed.",
  );
  ensure(!response.bodyUsed, "groth16/source-shape", `${name} is a response that was read before`, TWICE);
  // Some platforms have no streams (React Native). What is short is read whole: a page would else be called for each of many pieces.
  const short = Number(response.headers?.get("content-length") ?? Infinity) < SHORT_BYTES;
  const content = short || !response.body ? await response.arrayBuffer() : response.body;
  return { content, from };
}

/**
 * Reads a source to its end. Bytes are returned without a copy.
 * @param name the file's name in errors.
 * @throws PsephosError `groth16/source-shape` for anything else, `groth16/source-size` above 4 GB, `groth16/source-file` and
 *   `groth16/source-fetch` if a path or URL cannot be read, `groth16/source-status` if the server refuses;
 *   `groth16/file-empty`, `groth16/file-html`, `groth16/file-lfs-pointer`; an error of the stream or promise is thrown unchanged.
 */
export async function readSource(source: ByteSource, name: string): Promise<Uint8Array> {
  const given: unknown = await source;
  let named: Named = { content: given };
  if (typeof given === "string") named = await opened(given, name);
  else if (Object.prototype.toString.call(given) === "[object URL]") named = await opened(`${given}`, name);
  const { content, from } = named;
  const body =
    typeof content === "object" && content !== null && isResponse(content)
      ? await bodyOf(content, name)
      : named;
  const bytes = await read(body.content, name);
  const where = body.from ?? from;
  refuseStandIn(bytes, where === undefined ? name : `${name} (${where})`);
  return bytes;
}
