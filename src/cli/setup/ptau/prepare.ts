import { Argument } from "commander";
import { ensureAble } from "../../../errors/index.js";
import { circuitDomain, preparePtau } from "../../../setup/index.js";
import { type Leaf, option } from "../../command.js";
import type { Context } from "../../context.js";
import { ensureFree, readBytes } from "../../files.js";
import { integer } from "../beacon-options.js";
import { work } from "../work.js";

async function prepareFor(
  context: Context,
  from: string,
  options: { readonly r1cs?: string; readonly power?: string; readonly all?: boolean; readonly out: string },
): Promise<void> {
  const { r1cs, power, all, out } = options;
  ensureAble(r1cs === undefined || power === undefined, "cli/usage", "give a circuit or a power, not both");
  await ensureFree(out);
  const wanted =
    r1cs !== undefined ? circuitDomain(await readBytes(r1cs)) : power && integer(power, "--power");
  const made = await work(context, "Preparing powers of tau", (vectors, options) =>
    preparePtau(
      { from, to: out, ...(wanted ? { domain: wanted } : {}), sizes: all ? "all" : "one" },
      vectors,
      options,
    ),
  );
  context.output.line(`Written to ${out}.`);
  context.output.field("power", made.power);
  context.output.result({ file: out, power: made.power });
}

export const prepare: Leaf = {
  name: "prepare",
  description: "prepare powers of tau for one circuit's size",
  arguments: [new Argument("<ptau>", "the final file")],
  options: [
    option("--r1cs <file>", "the circuit; its size is used"),
    option("-p, --power <integer>", "the size, when no circuit is given"),
    option("--all", "all sizes up to that one, as snarkjs does; snarkjs's own verify then accepts it"),
    option("-o, --out <file>", "where to write it", { unless: "powers.ptau" }),
  ],
  examples: ["psephos setup ptau prepare powers-final.ptau --r1cs census-7.r1cs --out powers.ptau"],
  handler: prepareFor,
};
