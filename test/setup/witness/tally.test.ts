/** Witness programs of tally-8 and tally-open-8, made here: their builds have none. */
import { TALLY_8 } from "../../../src/rollup/index.js";
import { describeTally } from "./tally.js";

describeTally(TALLY_8, "made");
