/** Modules that are inlined in the package: deflated, in base64. */
import { builtin } from "../bytes/index.js";

/** The part of Node's zlib that is used here. */
interface NodeZlib {
  inflateRawSync(bytes: Uint8Array): Uint8Array<ArrayBuffer>;
}

export function fromBase64(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

export async function inflate(base64: string): Promise<Uint8Array<ArrayBuffer> | ArrayBuffer> {
  const bytes = fromBase64(base64);
  const zlib = builtin<NodeZlib>("node:zlib");
  // Node's streams take 40 ms to load, a tenth of a cold proof.
  if (zlib !== undefined) return zlib.inflateRawSync(bytes);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Response(stream).arrayBuffer();
}
