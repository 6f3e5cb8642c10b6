import { Argument } from "commander";
import { compileWitnessProgram } from "../../setup/index.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";
import { type Replacing, readBytes, readText } from "../files.js";
import { FORCE } from "../options.js";
import { writeCompact } from "./write.js";

interface Options extends Replacing {
  readonly sym: string;
  readonly out: string;
}

export const witness: Leaf = {
  name: "witness",
  description: "make a straight-line witness program, for circuits whose constraints determine the witness",
  arguments: [new Argument("<r1cs>", "the circuit's constraints, as circom wrote them")],
  options: [
    option("-s, --sym <file>", "the names of its signals, from the same run of circom", { required: true }),
    option("-o, --out <file>", "where to write the witness program", { required: true }),
    FORCE,
  ],
  examples: ["psephos compact witness census-7.r1cs --sym census-7.sym --out census-7.pwit"],
  async handler(context: Context, path: string, { sym, out, force }: Options): Promise<void> {
    const r1cs = await readBytes(path);
    const names = await readText(sym, "circom writes it beside the .r1cs with --sym.");
    const bytes = await context.output.step("Putting the constraints in order", async () =>
      compileWitnessProgram({ r1cs, sym: names }),
    );
    await writeCompact(context, bytes, { before: r1cs.length, inputs: [path, sym], out, force });
  },
};
