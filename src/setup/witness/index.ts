/** What makes witness programs, by itself: it runs anywhere, where the room as a whole needs Node. */
export { compileWitnessProgram } from "./program.js";
