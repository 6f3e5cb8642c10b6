/** Modules in the package's own files: deflated, in base64. */
import { builtin } from "../bytes/index.js";
import { fromBase64 } from "./base64.js";

/** The part of Node's zlib that is used here. */
interface NodeZlib {
  inflateRawSync(bytes: Uint8Array): Uint8Array<ArrayBuffer>;
}

export async function inflate(base64: string): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = fromBase64(base64);
  const zlib = builtin<NodeZlib>("node:zlib");
  // Node's streams take 40 ms to load, a tenth of a cold proof.
  if (zlib !== undefined) return zlib.inflateRawSync(bytes);
  const { readable, writable } = new DecompressionStream("deflate-raw");
  const writer = writable.getWriter(); // a Blob's stream would come from another process
  for (const written of [writer.write(bytes), writer.close()]) written.catch(() => {}); // the reader is told
  return new Uint8Array(await new Response(readable).arrayBuffer());
}
