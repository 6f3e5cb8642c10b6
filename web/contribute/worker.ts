/** The worker of the contributor's page. */
import { answer } from "../shared/rpc.js";
import { type ContributeMethods, contribute, look } from "./maker.js";

answer<ContributeMethods>(globalThis as unknown as Parameters<typeof answer>[0], { contribute, look });
