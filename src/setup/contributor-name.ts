/** Contributors' names: rules for a new one, and how names in files are shown. */
import { ensure, isVisible, visible } from "../errors/index.js";

/** snarkjs cuts names at 64 characters, and stores their length in one byte. */
const MAX_NAME = 64;

/**
 * Returns a contributor's name.
 * @throws PsephosError `setup/contribution-name` for spaces alone, more than 64 characters, or invisible ones (control, bidi, zero width)
 */
export function checkedName(name: string): string {
  ensure(
    name.trim() !== "" && name.length <= MAX_NAME && isVisible(name),
    "setup/contribution-name",
    `a contributor's name has 1 to ${MAX_NAME} visible characters: no control, direction or invisible ones`,
  );
  return name;
}

/** A contribution by its place, from 1, and its contributor: "2 (Ada)". */
export const placeAndName = (position: number, name: string | null | undefined): string =>
  `${position}${name == null ? "" : ` (${visible(name)})`}`;
