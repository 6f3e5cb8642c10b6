// The node's checking thread from its TypeScript source: a worker thread does not inherit tsx.
import { register } from "tsx/esm/api";

register();
const { default: check } = await import("../packages/node/src/main/check-worker.ts");
export default check;
