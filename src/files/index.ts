/** Writes files so that nothing that an attacker put at their path is followed or changed. Node only. */
export { openAnew, openNew, openOwn, openResumable, readOwn, scratchBeside, sizeOfOwn } from "./open.js";
export { moveNew, type WriteOptions, writeWhole } from "./write-whole.js";
