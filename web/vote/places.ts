/** The screens of the voter's way. */
import type { Places as AnyPlaces } from "../shared/places.js";

export type Place =
  | {
      readonly screen:
        | "start"
        | "identity"
        | "account"
        | "file"
        | "wallet"
        | "new"
        | "keep"
        | "unlock"
        | "voted";
    }
  | {
      readonly screen:
        | "register"
        | "registered"
        | "review"
        | "weight"
        | "send"
        | "saved"
        | "done"
        | "send-file"
        | "later";
    }
  | { readonly screen: "question"; readonly question: number; readonly review: boolean };

export type Places = AnyPlaces<Place>;

export const START: Place = { screen: "start" };
