/** The screens of a page, and the browser's own back button on them. The address never changes: it is the link. */
import { useCallback, useEffect, useState } from "preact/hooks";

export interface Places<Place> {
  readonly place: Place;
  /** A step on: the back button returns. */
  go(place: Place): void;
  /** A step that cannot be taken back. */
  replace(place: Place): void;
  back(): void;
}

/**
 * @param start the first screen; the same object each time
 * @param mayReturn whether a place of the browser's history still makes sense; otherwise the start is shown
 */
export function usePlaces<Place>(start: Place, mayReturn: (place: Place) => boolean): Places<Place> {
  const [place, setPlace] = useState<Place>(start);
  useEffect(() => {
    history.replaceState({ place: start }, "");
    const onPop = ({ state }: PopStateEvent) => {
      const wanted: Place = state?.place ?? start;
      setPlace(mayReturn(wanted) ? wanted : start);
    };
    addEventListener("popstate", onPop);
    return () => removeEventListener("popstate", onPop);
  }, [start, mayReturn]);
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
