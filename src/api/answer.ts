/** An answer in JSON, in the form of its route. */
import { ensureAble, Failure } from "../errors/index.js";
import { type Schema, schemaProblem } from "./schema.js";

/** @param schema that of `T`. @throws PsephosError `api/answer` */
export function parseAnswer<T>(schema: Schema, text: string): T {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    throw new Failure("api/answer", "the node's answer is not JSON", { cause });
  }
  const problem = schemaProblem(schema, document);
  ensureAble(
    problem === undefined,
    "api/answer",
    () => `the node's answer has another form than its route: ${problem}`,
    "Check the node's address, and that its version fits.",
  );
  return document as T;
}
