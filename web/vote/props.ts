/** What every screen gets. */
import type { Places } from "./places.js";
import type { Session } from "./session.js";

export interface ScreenProps {
  readonly session: Session;
  readonly places: Places;
}
