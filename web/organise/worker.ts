/** The organiser's worker: builds censuses, checks, and talks to nodes. */
import { startPoseidon } from "../shared/poseidon.js";
import { answer } from "../shared/rpc.js";
import { deskService } from "./desk.js";
import type { DeskMethods } from "./desk-types.js";

answer<DeskMethods>(
  globalThis as unknown as Parameters<typeof answer>[0],
  deskService(location.href),
  startPoseidon(),
);
