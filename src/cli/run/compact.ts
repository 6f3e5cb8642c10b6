/** `psephos compact`. */
import { createHash } from "node:crypto";
import { compactKey } from "../../groth16/index.js";
import { compileWitnessProgram } from "../../setup/index.js";
import type { Context } from "../context.js";
import { EXIT } from "../errors.js";
import { readBytes, readText, writeWhole } from "../files.js";

async function write({ output }: Context, bytes: Uint8Array, before: number, file: string): Promise<number> {
  await writeWhole(file, bytes);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  output.line(`Written to ${file}: ${bytes.length} bytes, where there were ${before}.`);
  output.field("sha256", sha256);
  output.result({ file, bytes: bytes.length, before, sha256 });
  return EXIT.done;
}

export async function runCompactKey(context: Context, path: string, out: string): Promise<number> {
  const zkey = await readBytes(path);
  const bytes = await context.output.step("Making the key compact", () => compactKey(zkey));
  return write(context, bytes, zkey.length, out);
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
