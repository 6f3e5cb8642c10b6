/** What the page and its worker say to each other. */
export interface Task {
  /** The key as it was given: its bytes, or where it is. */
  readonly key: Uint8Array | string;
  readonly name: string;
  readonly typed: string;
}

export interface Predecessor {
  readonly name: string;
  readonly hash: string;
}

export type Report =
  | { readonly kind: "progress"; readonly stage: string; readonly done: number; readonly total: number }
  | {
      readonly kind: "done";
      readonly zkey: Uint8Array;
      readonly hash: string;
      readonly before: readonly Predecessor[];
      /** The words to publish, and the attestation's file. */
      readonly words: string;
      readonly attestation: string;
    }
  | { readonly kind: "failed"; readonly code: string; readonly message: string; readonly hint: string };
