/** Server-sent events as the node sends them: one `data:` line of JSON an event, comments in between. */
import { ensureAble, Failure } from "../errors/index.js";
import { schemaProblem } from "./schema.js";
import { EVENT, type NodeEvent } from "./schemas.js";

const MOST_CHARACTERS = 2 ** 16;

function eventOf(line: string): NodeEvent | undefined {
  if (!line.startsWith("data:")) return undefined;
  let document: unknown;
  try {
    document = JSON.parse(line.slice(5));
  } catch (cause) {
    throw new Failure("api/answer", "an event of the node is not JSON", { cause });
  }
  // A kind that this version does not know is left out.
  return schemaProblem(EVENT, document) === undefined ? (document as NodeEvent) : undefined;
}

/** The events of a stream, until it ends. @throws PsephosError `api/answer`, `api/too-large` */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<NodeEvent, void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const lines = (rest + decoder.decode(value, { stream: true })).split("\n");
      rest = lines.pop()!;
      ensureAble(rest.length <= MOST_CHARACTERS, "api/too-large", "an event of the node is too long");
      for (const line of lines) {
        const event = eventOf(line);
        if (event) yield event;
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
