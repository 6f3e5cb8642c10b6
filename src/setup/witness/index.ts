/** Only the part that makes witness programs. It runs anywhere; the room as a whole needs Node. */
export { compileWitnessProgram } from "./program.js";
