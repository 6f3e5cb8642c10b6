/** The messages between a pool and its workers. */
import type { KernelModules } from "../instance.js";
import type { Output, ProgramData } from "./program.js";

export type ToWorker =
  /** The first one; the answer has no outputs. Answers come in order, so they need no numbers. */
  { readonly start: KernelModules } | { readonly program: ProgramData };

export type FromWorker = { readonly outputs: Output[] } | { readonly failed: string };
