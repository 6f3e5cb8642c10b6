/** The worker of the contributor's page. */
import { borrowWorkers } from "../../src/engine/index.js";
import { answer } from "../shared/rpc.js";
import { type ContributeMethods, contribute, look } from "./maker.js";

void borrowWorkers();
answer<ContributeMethods>(globalThis as unknown as Parameters<typeof answer>[0], { contribute, look });
