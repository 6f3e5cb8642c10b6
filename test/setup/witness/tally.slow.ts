/** The witness programs of tally-64 and tally-open-64 against circom's, wire by wire. */
import { TALLY_64 } from "../../../src/rollup/index.js";
import { describeTally } from "./tally.js";

describeTally(TALLY_64, "built");
