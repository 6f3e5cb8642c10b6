/** What a pool and its workers say to each other. */
import type { Output, ProgramData } from "./program.js";

export type ToWorker =
  | { readonly start: WebAssembly.Module }
  /** Answered in turn, so no numbers are needed to tell answers apart. */
  | { readonly program: ProgramData };

export type FromWorker =
  | { readonly started: true }
  | { readonly outputs: Output[] }
  | { readonly failed: string };
