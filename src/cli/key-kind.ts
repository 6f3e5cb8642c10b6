/** The kind of key that a command uses, in words. */
import {
  DEVELOPMENT_KEY_KIND,
  DEVELOPMENT_KEY_WARNING,
  FORGEABLE_KEY_KIND,
  FORGEABLE_KEY_WARNING,
  REHEARSAL_KEY_KIND,
  REHEARSAL_KEY_WARNING,
  type RecordedKind,
  UNKNOWN_KEY_KIND,
} from "../setup/index.js";
import type { Output } from "./output.js";

const UNFINISHED_WARNING =
  "INSECURE unfinished key: no beacon has closed it. Only the next contributor may use it.";

const WORDS: Record<RecordedKind, string> = {
  ceremony: "ceremony key",
  unfinished: "unfinished key, INSECURE",
  [UNKNOWN_KEY_KIND]: "unknown: the key's record does not say how it was made",
  [FORGEABLE_KEY_KIND]: "forgeable key, INSECURE",
  [REHEARSAL_KEY_KIND]: "rehearsal key, INSECURE",
  [DEVELOPMENT_KEY_KIND]: "development key, INSECURE",
};

export const keyLabel = (kind: RecordedKind): string => WORDS[kind];

/** Warns on stderr if a key is for tests only. */
export function warnOfKind(output: Output, kind: RecordedKind): void {
  if (kind === DEVELOPMENT_KEY_KIND) output.warn(DEVELOPMENT_KEY_WARNING);
  if (kind === FORGEABLE_KEY_KIND) output.warn(FORGEABLE_KEY_WARNING);
  if (kind === REHEARSAL_KEY_KIND) output.warn(REHEARSAL_KEY_WARNING);
  if (kind === "unfinished") output.warn(UNFINISHED_WARNING);
}
