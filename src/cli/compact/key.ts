import { Argument } from "commander";
import { compactKey } from "../../groth16/index.js";
import { recordedKind } from "../../setup/index.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";
import { type Replacing, readBytes } from "../files.js";
import { warnOfKind } from "../key-kind.js";
import { FORCE } from "../options.js";
import { writeCompact } from "./write.js";

interface Options extends Replacing {
  readonly out: string;
}

export const key: Leaf = {
  name: "key",
  description: "make a proving key compact: about a third of the size",
  arguments: [new Argument("<zkey>", "the proving key, as snarkjs or psephos made it")],
  options: [option("-o, --out <file>", "where to write the compact key", { required: true }), FORCE],
  examples: ["psephos compact key census-7.zkey --out census-7.pkey"],
  async handler(context: Context, path: string, { out, force }: Options): Promise<void> {
    const zkey = await readBytes(path);
    const keyKind = recordedKind(zkey);
    const bytes = await context.output.step("Making the key compact", () => compactKey(zkey));
    warnOfKind(context.output, keyKind);
    await writeCompact(context, bytes, { before: zkey.length, inputs: [path], out, force, keyKind });
  },
};
