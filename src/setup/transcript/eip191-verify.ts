/** What checks a signature, in a module of its own: loaded, and in a page run, only where there is one. */
export { verifyMessage } from "viem/utils";
