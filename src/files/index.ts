/** Files, written so that nothing planted in their place is followed or harmed. Node only. */
export { openAnew, openNew, openOwn, openResumable, readOwn, scratchBeside, sizeOfOwn } from "./open.js";
export { moveNew, type WriteOptions, writeWhole } from "./write-whole.js";
