/** Contributors' names: what a new one may be, and how those that stand in files are shown. */
import { ensure } from "../errors/index.js";

/** snarkjs cuts names at 64 characters, and a byte counts them. */
const MAX_NAME = 64;

/**
 * Returns a contributor's name.
 * @throws PsephosError `setup/contribution-name` for more than 64 characters, or control characters
 */
export function checkedName(name: string): string {
  ensure(
    name.length >= 1 && name.length <= MAX_NAME && !/\p{Cc}/u.test(name),
    "setup/contribution-name",
    `a contributor's name takes 1 to ${MAX_NAME} characters, no control characters`,
  );
  return name;
}

/**
 * Words from a file as they are shown: strangers', in which a control character could rewrite what stands on a terminal, and
 * one that turns the direction of writing what stands in a line. Each becomes U+FFFD.
 */
export const shown = (words: string): string =>
  words.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, "\ufffd");

/** A contribution by its place, from 1, and its contributor: "2 (Ada)". */
export const placeAndName = (position: number, name: string | null | undefined): string =>
  `${position}${name == null ? "" : ` (${shown(name)})`}`;
