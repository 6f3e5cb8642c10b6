/** Whether this platform compiles WebAssembly, and the error where it does not. */
import { Failure } from "../errors/index.js";

/** A module without content. */
const EMPTY = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);

/**
 * Compiles correct bytes, so an error of the compiler means that this platform does not compile WebAssembly.
 * @throws PsephosError `engine/no-webassembly`
 */
export async function compileModule(wasm: Uint8Array<ArrayBuffer>): Promise<WebAssembly.Module> {
  if (typeof WebAssembly === "undefined")
    throw new Failure("engine/no-webassembly", "this platform has no WebAssembly", {
      hint: "Prove on a platform that has it: Node, Bun, Deno, a browser; React Native needs an engine with WebAssembly.",
    });
  try {
    return await WebAssembly.compile(wasm);
  } catch (cause) {
    throw new Failure("engine/no-webassembly", "WebAssembly cannot be compiled here", {
      hint: "In a page, allow it in the content security policy: script-src 'wasm-unsafe-eval'. The platform must have bulk memory.",
      cause,
    });
  }
}

/** Resolves where WebAssembly is allowed. @throws PsephosError `engine/no-webassembly` */
export async function requireWebAssembly(): Promise<void> {
  await compileModule(EMPTY);
}
