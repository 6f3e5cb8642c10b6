/** The two random scalars because of which a proof reveals only its statement. */
import { SCALAR_FIELD_ORDER } from "../../bytes/index.js";
import { viewOf } from "../formats/sections.js";
import { readWord, WORD } from "../formats/words.js";

/** r and s of the proof: A contains r·δ, B contains s·δ. Each is in [0, r). */
export interface Blinding {
  readonly r: bigint;
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
  return { r: randomScalar(), s: randomScalar() };
}
