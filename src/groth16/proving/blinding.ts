/** The two random scalars that make a proof tell nothing but its statement. */
import { SCALAR_FIELD_ORDER } from "../../bytes/index.js";
import { viewOf } from "../formats/sections.js";
import { readWord, WORD } from "../formats/words.js";

/** r and s of the proof: A holds r·δ, B holds s·δ. Each in [0, r). */
export interface Blinding {
  readonly r: bigint;
  readonly s: bigint;
}

/** A uniform scalar from the platform's CSPRNG: 254 random bits, drawn again (one time in four) until below r. */
function randomScalar(): bigint {
  const bytes = new Uint8Array(WORD);
  for (;;) {
    crypto.getRandomValues(bytes);
    bytes[WORD - 1]! &= 0x3f;
    const value = readWord(viewOf(bytes), 0);
    if (value < SCALAR_FIELD_ORDER) return value;
  }
}

/** Draws a blinding; one for each proof, never to be used again. */
export function drawBlinding(): Blinding {
  return { r: randomScalar(), s: randomScalar() };
}
