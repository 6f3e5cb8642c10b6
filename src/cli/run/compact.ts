/** `psephos compact`. */
import { createHash } from "node:crypto";
import { compactKey } from "../../groth16/index.js";
import { compileWitnessProgram, recordedKind } from "../../setup/index.js";
import type { Context } from "../context.js";
import { EXIT } from "../errors.js";
import { readBytes, readText, writeWhole } from "../files.js";
import { warnOfKind } from "../key-kind.js";

async function write(
  { output }: Context,
  bytes: Uint8Array,
  before: number,
  file: string,
  more: Record<string, unknown> = {},
): Promise<number> {
  await writeWhole(file, bytes);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  output.line(`Written to ${file}: ${bytes.length} bytes, where there were ${before}.`);
  output.field("sha256", sha256);
  output.result({ file, bytes: bytes.length, before, sha256, ...more });
  return EXIT.done;
}

export async function runCompactKey(context: Context, path: string, out: string): Promise<number> {
  const zkey = await readBytes(path);
  const kind = recordedKind(zkey);
  const bytes = await context.output.step("Making the key compact", () => compactKey(zkey));
  warnOfKind(context.output, kind);
  return write(context, bytes, zkey.length, out, { keyKind: kind });
}

export async function runCompactWitness(
  context: Context,
  path: string,
  { sym, out }: { readonly sym: string; readonly out: string },
): Promise<number> {
  const r1cs = await readBytes(path);
  const names = await readText(sym, "circom writes it beside the .r1cs with --sym.");
  const bytes = await context.output.step("Putting the constraints in order", async () =>
    compileWitnessProgram({ r1cs, sym: names }),
  );
  return write(context, bytes, r1cs.length, out);
}
