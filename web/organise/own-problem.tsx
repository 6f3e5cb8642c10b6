/** An error in this page's own words, where it has them. */
import type { ErrorShown } from "../shared/rpc.js";
import { Problem } from "../shared/task.js";
import { ownError, useOwnWords } from "./words.js";

export function OwnProblem({
  error,
  chain,
}: {
  readonly error: ErrorShown | undefined;
  /** The network that a wallet has to be on. */
  readonly chain?: number | undefined;
}) {
  const words = useOwnWords();
  return (
    <Problem
      error={error}
      own={ownError(words)}
      {...(chain === undefined ? {} : { values: { chain: `${chain}` } })}
    />
  );
}
