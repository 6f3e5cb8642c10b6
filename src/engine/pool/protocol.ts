/** The messages between a pool and its workers. */
import type { KernelModules } from "../instance.js";
import type { Output, ProgramData } from "./program.js";

export type ToWorker =
  | { readonly start: KernelModules }
  /** Answers come in order, so they need no numbers. */
  | { readonly program: ProgramData };

export type FromWorker =
  | { readonly started: true }
  | { readonly outputs: Output[] }
  | { readonly failed: string };
