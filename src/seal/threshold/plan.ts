import { type CeremonyContext, contextBytes } from "./context.js";
import { assertKeykeepers, type Keykeepers } from "./keykeepers.js";

/** The data that a ceremony begins with. Every message is checked against it. */
export interface CeremonyPlan {
  readonly context: CeremonyContext;
  readonly keykeepers: Keykeepers;
}

/** @throws PsephosError `seal/context`, `seal/keykeepers`, `seal/point` */
export function assertPlan({ context, keykeepers }: CeremonyPlan): void {
  contextBytes(context);
  assertKeykeepers(keykeepers);
}
