/** Work that a press of a button begins: busy while it runs, and its error in words. */
import { useMemo, useRef, useState } from "preact/hooks";
import { ErrorSummary, useWords } from "./components.js";
import { errorWords, isAborted } from "./error-words.js";
import { type ErrorShown, errorShown } from "./rpc.js";

export interface Task {
  readonly busy: boolean;
  readonly error: ErrorShown | undefined;
  /** Runs it unless another one runs. */
  run(work: () => Promise<void>): void;
}

export function useTask(): Task {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorShown>();
  const running = useRef(false);
  const run = (work: () => Promise<void>): void => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    setError(undefined);
    work()
      .catch((cause: unknown) => {
        const shown = errorShown(cause);
        if (!isAborted(shown)) setError(shown);
      })
      .finally(() => {
        running.current = false;
        setBusy(false);
      });
  };
  return { busy, error, run };
}

/** An error above everything else: words for the person, and the code for the organiser. */
export function Problem({
  error,
  title,
  values,
  own,
}: {
  readonly error: ErrorShown | undefined;
  readonly title?: string;
  readonly values?: Record<string, string>;
  /** The page's own sentence for an error, if it has one. */
  readonly own?: ((error: ErrorShown) => string | undefined) | undefined;
}) {
  const words = useWords();
  const text = error && (own?.(error) ?? errorWords(error, words, values));
  // The same list until there is another error: a new one takes the focus, and would take it from a field at each key.
  const faults = useMemo(() => (error ? [{ text: text! }] : []), [error, text]);
  if (!error) return null;
  return (
    <ErrorSummary {...(title ? { title } : {})} faults={faults}>
      <details>
        <summary>{words.t("details")}</summary>
        <p class="code" dir="auto">
          {error.message} [{error.code}]
        </p>
      </details>
    </ErrorSummary>
  );
}
