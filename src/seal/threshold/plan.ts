import { type CeremonyContext, contextBytes } from "./context.js";
import { assertKeykeepers, type Keykeepers } from "./keykeepers.js";

/** What a ceremony begins with, and every message of it is checked under. */
export interface CeremonyPlan {
  readonly context: CeremonyContext;
  readonly keykeepers: Keykeepers;
}

/** @throws PsephosError `seal/context`, `seal/keykeepers`, `seal/point` */
export function assertPlan({ context, keykeepers }: CeremonyPlan): void {
  contextBytes(context);
  assertKeykeepers(keykeepers);
}
