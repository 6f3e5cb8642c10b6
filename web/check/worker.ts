/** The worker of the receipt page. */
import { answer } from "../shared/rpc.js";
import { type CheckMethods, check } from "./checker.js";

answer<CheckMethods>(globalThis as unknown as Parameters<typeof answer>[0], {
  check: (question) => check(question),
});
