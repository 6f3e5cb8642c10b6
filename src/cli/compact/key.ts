import { Argument } from "commander";
import { compactKey } from "../../groth16/index.js";
import { recordedKind } from "../../setup/index.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";
import { readBytes } from "../files.js";
import { warnOfKind } from "../key-kind.js";
import { writeCompact } from "./write.js";

export const key: Leaf = {
  name: "key",
  description: "a proving key without what proving does not need, a third of the size or so",
  arguments: [new Argument("<zkey>", "the proving key, as snarkjs or psephos made it")],
  options: [option("-o, --out <file>", "where to write the compact key", { required: true })],
  examples: ["psephos compact key census-7.zkey --out census-7.pkey"],
  async handler(context: Context, path: string, { out }: { readonly out: string }): Promise<void> {
    const zkey = await readBytes(path);
    const keyKind = recordedKind(zkey);
    const bytes = await context.output.step("Making the key compact", () => compactKey(zkey));
    warnOfKind(context.output, keyKind);
    await writeCompact(context, bytes, { before: zkey.length, file: out, keyKind });
  },
};
