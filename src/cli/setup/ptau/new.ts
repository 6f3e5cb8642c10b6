import { startPtau } from "../../../setup/index.js";
import { type Leaf, option } from "../../command.js";
import type { Context } from "../../context.js";
import { ensureFree } from "../../files.js";
import { integer } from "../beacon-options.js";

async function begin(
  { output, signal }: Context,
  { power, out }: { readonly power: string; readonly out: string },
): Promise<void> {
  await ensureFree(out);
  const challenge = await output.step("Beginning powers of tau", () =>
    startPtau({ power: integer(power, "--power"), to: out }, { signal }),
  );
  const hash = Buffer.from(challenge).toString("hex");
  output.line(`Written to ${out}. Nobody has contributed yet.`);
  output.field("challenge", hash);
  output.result({ file: out, challenge: hash });
}

export const create: Leaf = {
  name: "new",
  description: "begin powers of tau",
  options: [
    option("-p, --power <integer>", "for circuits of up to 2^power rows; census-7 needs 12, census-11 13", {
      required: true,
    }),
    option("-o, --out <file>", "where to write them", { unless: "powers-0000.ptau" }),
  ],
  examples: ["psephos setup ptau new --power 12 --out powers-0000.ptau"],
  handler: begin,
};
