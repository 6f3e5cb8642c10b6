// All pieces: every template of ours is tried on its own, and those that it is made of where that says more.
import { CHAIN, EVALUATE, LEAVES, ONE_OF, OPEN, PATH, STATE } from "./hashes.js";
import {
  ALLOWANCE,
  FIELD,
  FIELD_OF_TWO,
  IS_ZERO,
  RANGE,
  UNARY,
  UNARY_OF_THREE,
  UNARY_OF_TWO,
} from "./numbers.js";
import { ORDER, ORDER_OF_MOST } from "./order.js";
import type { Piece } from "./piece.js";
import { COST, PARAMS, RULES } from "./rules.js";
import { BALLOT, SLOT } from "./votes.js";
import { CENSUS, TALLY } from "./whole.js";

export const PIECES: readonly Piece[] = [
  RANGE,
  IS_ZERO,
  ALLOWANCE,
  FIELD,
  FIELD_OF_TWO,
  UNARY,
  UNARY_OF_THREE,
  UNARY_OF_TWO,
  ORDER,
  ORDER_OF_MOST,
  CHAIN,
  EVALUATE,
  LEAVES,
  STATE,
  ONE_OF,
  PATH,
  COST,
  PARAMS,
  RULES,
  BALLOT,
  SLOT,
  CENSUS,
  OPEN,
  TALLY,
];
export type { Hash, Lie, Piece } from "./piece.js";
