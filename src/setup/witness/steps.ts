/** What a witness program does, step by step. */
import type { Combination } from "./combination.js";

export type Step =
  /** wire = scale·(a·b − c) */
  | {
      readonly kind: "define";
      readonly wire: number;
      readonly a: Combination;
      readonly b: Combination;
      readonly c: Combination;
      readonly scale: bigint;
    }
  /** Each wire is that bit of the value, an integer in [0, r). */
  | {
      readonly kind: "bits";
      readonly value: Combination;
      readonly bits: readonly (readonly [bit: number, wire: number])[];
    }
  /** wire = 1/value, or 0 when the value is 0. */
  | {
      readonly kind: "inverse";
      readonly wire: number;
      readonly value: Combination;
    }
  /** a·b = c */
  | {
      readonly kind: "check";
      readonly a: Combination;
      readonly b: Combination;
      readonly c: Combination;
    };
