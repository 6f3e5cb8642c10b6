/** The two random scalars because of which a proof reveals only its statement. */
import { SCALAR_FIELD_ORDER } from "../../bytes/index.js";
import { viewOf } from "../formats/sections.js";
import { readWord, WORD } from "../formats/words.js";

/**
 * A is t times what it would be without, and B is divided by t and contains s·δ. t is in [1, r), s in [0, r). A and B are then
 * uniform and independent, except that A is not 0, and C follows from them and the statement.
 */
export interface Blinding {
  readonly t: bigint;
  readonly s: bigint;
}

/** A uniform scalar from the platform's CSPRNG: 254 random bits, drawn again until they are below r (about one time in four). */
function randomScalar(): bigint {
  const bytes = new Uint8Array(WORD);
  for (;;) {
    crypto.getRandomValues(bytes);
    bytes[WORD - 1]! &= 0x3f;
    const value = readWord(viewOf(bytes), 0);
    if (value < SCALAR_FIELD_ORDER) return value;
  }
}

/** Draws a blinding for one proof; never use it twice. */
export function drawBlinding(): Blinding {
  let t = randomScalar();
  while (t === 0n) t = randomScalar();
  return { t, s: randomScalar() };
}
