/** The table of cases, test/vectors/ledger/cases.json; its `about` says what the fields mean. */

import type { Eligibility } from "../../../../src/ballot/index.js";
import type { Hex } from "../../../../src/bytes/index.js";
import type { CensusOrigin, Status } from "../../../../src/process/index.js";
import { vectors } from "../../vectors.js";

export interface Step {
  readonly at: number;
  readonly expect?: string;
  readonly label?: string;
  readonly vote?: string;
  readonly kind?: "named" | "anonymous";
  readonly nonce?: number;
  readonly choice?: number;
  readonly choices?: readonly number[];
  readonly weight?: number;
  readonly keys?: readonly number[];
  readonly length?: number;
  readonly question?: number | "next";
  readonly census?: CensusName;
  readonly names?: true;
  readonly as?: Eligibility["kind"];
  readonly repeat?: string;
  readonly status?: keyof typeof Status;
  readonly register?: string;
  readonly deal?: number;
  readonly confirm?: number;
  readonly reveal?: number;
  readonly round?: number;
  readonly results?: readonly string[] | null;
  readonly invalid?: string;
}

export type CensusName = "first" | "second";

export type Keykeepers = { readonly threshold: number; readonly of: number } | { readonly layers: number };

/** What is wrong with a declaration's snapshot. */
export type SnapshotFault =
  | "none"
  | "another number"
  | "another hash"
  | "another token"
  | "another root"
  | "no account proof"
  | "unneeded";

export interface CaseProcess {
  readonly anonymous: boolean;
  readonly flags: readonly string[];
  readonly origin?: CensusOrigin;
  readonly authority?: "ecdsa" | "blind";
  readonly startBlock: number;
  readonly blockCount: number;
  readonly overwrites: number;
  readonly byHand?: boolean;
  readonly interruptible?: boolean;
  readonly questions?: number;
  readonly maxCount?: number;
  readonly keykeepers?: Keykeepers;
  readonly snapshot?: SnapshotFault;
  readonly entity?: "another";
}

export interface Case {
  readonly name: string;
  readonly process: CaseProcess;
  readonly declared?: string;
  readonly steps: readonly Step[];
}

interface Token {
  readonly address: Hex;
  readonly position: string;
  readonly tokenId: string;
  readonly storageRoot: Hex;
  readonly accountProof: readonly Hex[];
  /** By voter: for each slot the nodes. */
  readonly proofs: Readonly<Record<string, readonly (readonly Hex[])[]>>;
}

interface Table {
  readonly chain: Readonly<Record<string, number>>;
  readonly voters: Readonly<
    Record<string, { readonly key: Hex; readonly identity: string; readonly weight: string }>
  >;
  readonly authorities: {
    readonly ecdsa: Readonly<Record<CensusName, { readonly secret: Hex; readonly root: Hex }>>;
    readonly blind: {
      readonly root: Hex;
      readonly certificates: Readonly<Record<string, { readonly randomizer: Hex; readonly signature: Hex }>>;
    };
  };
  readonly block: { readonly number: string; readonly hash: Hex; readonly header: Hex };
  readonly tokens: Readonly<Record<number, Token>>;
  readonly cases: readonly Case[];
}

export const TABLE = vectors<Table>("ledger/cases");
