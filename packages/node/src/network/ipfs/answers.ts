/** Answers of services that an operator named: bounded, and told without line breaks. */
import { visible } from "psephos/errors";

const MOST_SHOWN = 200;

/** Reads at most so many bytes of an answer; the rest is dropped. */
export async function readBounded(response: Response, most: number): Promise<string> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (const reader = response.body?.getReader(); reader && length < most; ) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    pieces.push(value);
    if (length >= most) await reader.cancel();
  }
  return Buffer.concat(pieces).subarray(0, most).toString("utf8");
}

/** What a service says of an error, as one short line. */
export function messageOf(text: string): string {
  let message = text;
  try {
    const { Message, error } = JSON.parse(text) as {
      readonly Message?: unknown;
      readonly error?: { readonly reason?: unknown; readonly details?: unknown };
    };
    const said = Message ?? error?.details ?? error?.reason;
    if (typeof said === "string") message = said;
  } catch {
    // plain text
  }
  return visible(message.trim().slice(0, MOST_SHOWN));
}
