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
  // A Response's stream, since a Blob's comes from another process.
  const stream = new Response(bytes).body!.pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
