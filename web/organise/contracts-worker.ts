/** The worker that talks to contracts. */
import { answer } from "../shared/rpc.js";
import { type ContractMethods, contractService } from "./contracts.js";

answer<ContractMethods>(globalThis as unknown as Parameters<typeof answer>[0], contractService());
