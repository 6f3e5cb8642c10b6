/** What the page and its worker say to each other. */
import type { Finding } from "../../src/setup/web/index.js";

export interface Task {
  /** The ceremony's address, or the files chosen. */
  readonly source: string | readonly File[];
  readonly name: string;
  readonly typed: string;
}

export interface Predecessor {
  readonly name: string;
  readonly hash: string;
}

/** A file to be published. */
export interface Made {
  readonly name: string;
  readonly content: Uint8Array | string;
}

export type Report =
  | { readonly kind: "progress"; readonly stage: string; readonly done: number; readonly total: number }
  | {
      readonly kind: "done";
      readonly key: Made;
      readonly attestation: Made;
      /** The new `ceremony.json`, where there was one. */
      readonly listing: Made | undefined;
      readonly before: readonly Predecessor[];
      /** What was found right, and what could not be checked. */
      readonly findings: readonly Finding[];
      /** The words to publish. */
      readonly words: string;
    }
  | { readonly kind: "failed"; readonly code: string; readonly message: string; readonly hint: string };
