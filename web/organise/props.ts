/** The screens of the organiser's page, and what each gets. */
import type { Places as AnyPlaces } from "../shared/places.js";
import type { Session } from "./session.js";

export type Place =
  | {
      readonly screen:
        | "tasks"
        | "languages"
        | "texts"
        | "questions"
        | "rules"
        | "time"
        | "voters"
        | "files"
        | "check"
        | "declare"
        | "declared"
        | "sheet"
        | "live";
    }
  | { readonly screen: "question"; readonly question: number };
export type Places = AnyPlaces<Place>;

export interface ScreenProps {
  readonly session: Session;
  readonly places: Places;
}
