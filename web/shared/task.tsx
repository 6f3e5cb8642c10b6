/** Work that a press of a button begins: busy while it runs, and its error in words. */
import { useRef, useState } from "preact/hooks";
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
}: {
  readonly error: ErrorShown | undefined;
  readonly title?: string;
  readonly values?: Record<string, string>;
}) {
  const words = useWords();
  if (!error) return null;
  return (
    <ErrorSummary {...(title ? { title } : {})} faults={[{ text: errorWords(error, words, values) }]}>
      <details>
        <summary>{words.t("details")}</summary>
        <p class="code" dir="auto">
          {error.message} [{error.code}]
        </p>
      </details>
    </ErrorSummary>
  );
}
