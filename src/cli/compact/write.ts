/** What the compact commands write, and say of it. */
import { createHash } from "node:crypto";
import type { Context } from "../context.js";
import { writeWhole } from "../files.js";

/** @param written.before bytes of what it was made from */
export async function writeCompact(
  { output }: Context,
  bytes: Uint8Array,
  { before, file, ...more }: { readonly before: number; readonly file: string; readonly keyKind?: string },
): Promise<void> {
  await writeWhole(file, bytes);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  output.line(`Written to ${file}: ${bytes.length} bytes, where there were ${before}.`);
  output.field("sha256", sha256);
  output.result({ file, bytes: bytes.length, before, sha256, ...more });
}
