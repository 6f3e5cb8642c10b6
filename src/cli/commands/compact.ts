import type { Command } from "commander";
import { action } from "../context.js";

export function addCompactCommands(program: Command): void {
  const compact = program
    .command("compact")
    .description("make the small files that a voter's device downloads")
    .addHelpText(
      "after",
      `
What is made is a function of the files given: anyone can make it again and compare.

Examples:
  $ psephos compact key census-7.zkey --out census-7.pkey
  $ psephos compact witness census-7.r1cs --sym census-7.sym --out census-7.pwit`,
    );
  compact
    .command("key")
    .description("a proving key without what proving does not need, a third of the size or so")
    .argument("<zkey>", "the proving key, as snarkjs or psephos made it")
    .requiredOption("-o, --out <file>", "where to write the compact key")
    .addHelpText("after", "\nExample:\n  $ psephos compact key census-7.zkey --out census-7.pkey")
    .action(
      action(async (context, zkey: string, options: { out: string }) => {
        const { runCompactKey } = await import("../run/compact.js");
        return await runCompactKey(context, zkey, options.out);
      }),
    );
  compact
    .command("witness")
    .description("a witness program without circom's, for circuits whose constraints alone give the witness")
    .argument("<r1cs>", "the circuit's constraints, as circom wrote them")
    .requiredOption("-s, --sym <file>", "the names of its signals, from the same run of circom")
    .requiredOption("-o, --out <file>", "where to write the witness program")
    .addHelpText(
      "after",
      "\nExample:\n  $ psephos compact witness census-7.r1cs --sym census-7.sym --out census-7.pwit",
    )
    .action(
      action(async (context, r1cs: string, options: { sym: string; out: string }) => {
        const { runCompactWitness } = await import("../run/compact.js");
        return await runCompactWitness(context, r1cs, options);
      }),
    );
}
