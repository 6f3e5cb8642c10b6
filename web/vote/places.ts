/** The screens of the way, and the browser's own back button on it. The address never changes: it is the link. */
import { useCallback, useEffect, useState } from "preact/hooks";

export type Place =
  | { readonly screen: "start" | "identity" | "file" | "wallet" | "new" | "keep" | "unlock" | "voted" }
  | {
      readonly screen:
        | "register"
        | "registered"
        | "review"
        | "weight"
        | "send"
        | "saved"
        | "done"
        | "send-file";
    }
  | { readonly screen: "question"; readonly question: number; readonly review: boolean };

export interface Places {
  readonly place: Place;
  /** A step on: the back button returns. */
  go(place: Place): void;
  /** A step that cannot be taken back. */
  replace(place: Place): void;
  back(): void;
}

const START: Place = { screen: "start" };

/** @param mayReturn whether a place of the browser's history still makes sense; otherwise the start is shown */
export function usePlaces(mayReturn: (place: Place) => boolean): Places {
  const [place, setPlace] = useState<Place>(START);
  useEffect(() => {
    history.replaceState({ place: START }, "");
    const onPop = ({ state }: PopStateEvent) => {
      const wanted: Place = state?.place ?? START;
      setPlace(mayReturn(wanted) ? wanted : START);
    };
    addEventListener("popstate", onPop);
    return () => removeEventListener("popstate", onPop);
  }, [mayReturn]);
  const go = useCallback((next: Place) => {
    history.pushState({ place: next }, "");
    setPlace(next);
  }, []);
  const replace = useCallback((next: Place) => {
    history.replaceState({ place: next }, "");
    setPlace(next);
  }, []);
  return { place, go, replace, back: () => history.back() };
}
