/** The body of an answer, read piece by piece, so that a sender decides on no memory but this. */
import { concatBytes } from "@noble/hashes/utils.js";

/**
 * Reads the whole body of an answer.
 * @param most bytes of it
 * @param tooLarge makes the error for more; the rest is not read
 */
export async function readUpTo(response: Response, most: number, tooLarge: () => Error): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (const reader = response.body?.getReader(); reader; ) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > most) {
      await reader.cancel();
      throw tooLarge();
    }
    pieces.push(value);
  }
  return concatBytes(...pieces);
}
