/** What the compact commands write, and what they print about it. */
import { createHash } from "node:crypto";
import type { Context } from "../context.js";
import { type Replacing, writeWhole } from "../files.js";

interface Written extends Replacing {
  /** Bytes of what it was made from. */
  readonly before: number;
  readonly out: string;
  readonly inputs: readonly string[];
  readonly keyKind?: string;
}

export async function writeCompact(
  { output }: Context,
  bytes: Uint8Array,
  { before, out, inputs, force, ...more }: Written,
): Promise<void> {
  await writeWhole(out, bytes, { force, inputs });
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  output.line(`Written to ${out}: ${bytes.length} bytes, where there were ${before}.`);
  output.field("sha256", sha256);
  output.result({ file: out, bytes: bytes.length, before, sha256, ...more });
}
