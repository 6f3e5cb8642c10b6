/** What an organiser's page asks of its worker. */

import type { Hex } from "../../src/bytes/index.js";
import type { CsvProblem } from "../../src/census/index.js";
import type { ParamsRule, ProcessParams } from "../../src/process/index.js";
import type { ChainLink, ElectionLink } from "../shared/link.js";
import type { Observed } from "../shared/observer.js";
import type { ErrorShown } from "../shared/rpc.js";
import type { Draft } from "./draft.js";

/** A voting chain, as far as an organiser has to know it. */
export interface ChainShown {
  readonly chainId: number;
  /** The instances of the process contract. */
  readonly contracts: readonly Hex[];
  /** How many keykeepers seal votes; 0 if the chain cannot seal. */
  readonly keykeepers: number;
  readonly threshold: number;
  /** Milliseconds from block to block, measured. */
  readonly blockTime: number;
  readonly height: number;
}

/** What a voters' list says. */
export interface ListShown {
  readonly key: "commitment" | "address";
  readonly voters: number;
  readonly weighted: boolean;
  /** Decimal. */
  readonly weight: string;
  /** How many voters have the rarest weight. */
  readonly fewest: number;
  readonly problems: readonly CsvProblem[];
  /** How many rows are wrong: `problems` has the first ones. */
  readonly wrong: number;
}

/** A place of the draft where something is wrong: the question from 0, the answer from 0, the language. */
export interface FaultPlace {
  readonly path: string;
  readonly problem: string;
}

export const CHECKS = [
  "texts",
  "image",
  "voters",
  "fit",
  "rules",
  "start",
  "keys",
  "files",
  "nodes",
] as const;
export type CheckName = (typeof CHECKS)[number];

export interface CheckShown {
  readonly name: CheckName;
  readonly state: "right" | "wrong" | "unchecked";
  readonly error?: ErrorShown | undefined;
  /** Of a document: each place. */
  readonly faults?: readonly FaultPlace[] | undefined;
}

/** Something that is allowed and may be a mistake. */
export type Doubt =
  | "few-voters"
  | "rare-weight"
  | "open-votes"
  | "no-way-back"
  | "short"
  | "short-registration"
  | "by-name"
  | "no-pages";

export interface RuleShown {
  readonly rule: ParamsRule;
  readonly state: CheckShown["state"];
}

/** A draft that was checked, and its files. */
export interface Prepared {
  readonly checks: readonly CheckShown[];
  readonly rules: readonly RuleShown[];
  readonly doubts: readonly Doubt[];
  /** What may be declared; undefined if anything is wrong. */
  readonly params: ProcessParams | undefined;
  readonly voters: number;
  /** For `psephos process create` and `psephos process publish`; empty where something is wrong. */
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[];
}

export type DeskMethods = {
  connect: { argument: ChainLink; progress: never; result: ChainShown };
  readList: { argument: { csv: string }; progress: never; result: ListShown };
  prepare: { argument: Draft; progress: never; result: Prepared };
  /** Gives the prepared files to every node of the link; tells when a node does not know the election yet. */
  publish: { argument: undefined; progress: { readonly early: true }; result: { nodes: number } };
  look: { argument: ElectionLink; progress: never; result: Observed };
  newInvitations: { argument: { count: number }; progress: never; result: { secrets: readonly Hex[] } };
};
