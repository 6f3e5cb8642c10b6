// The thread of `psephos audit` from its sources, for tests and figures.
import { register } from "tsx/esm/api";

register();
await import("../src/audit/worker/index.ts");
