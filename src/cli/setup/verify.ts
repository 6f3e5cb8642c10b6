import { Argument } from "commander";
import { PtauFile, recordedKind, verifyKey } from "../../setup/index.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";
import { readBytes } from "../files.js";
import { keyLabel, warnOfKind } from "../key-kind.js";
import { showChain } from "./contributor.js";
import { type CircuitOptions, R1CS } from "./options.js";
import { work } from "./work.js";

async function verifyFile(context: Context, path: string, { r1cs, ptau }: CircuitOptions): Promise<void> {
  const { output } = context;
  const [zkey, circuit] = [await readBytes(path), await readBytes(r1cs)];
  await using powers = await PtauFile.open(ptau);
  const verified = await work(context, "Verifying the key", (vectors, options) =>
    verifyKey({ zkey, r1cs: circuit, ptau: powers }, vectors, options),
  );
  output.line("right: the key follows from this circuit, these powers of tau and its contributions");
  output.field("circuit hash", verified.circuitHash);
  showChain(output, verified.contributions);
  const kind = recordedKind(zkey);
  output.field("key", keyLabel(kind));
  warnOfKind(output, kind);
  output.result({ verified: true, keyKind: kind, ...verified });
}

export const verify: Leaf = {
  name: "verify",
  description: "check a key against its circuit and powers of tau: every contribution, every point",
  arguments: [new Argument("<zkey>", "the key")],
  options: [
    R1CS,
    option("--ptau <file>", "the powers of tau that it was made from (check them with ptau verify)", {
      required: true,
    }),
  ],
  notes: "Exit code 0: right; 1: refused, with the reason; 2: it could not be checked.",
  examples: ["psephos setup verify final.zkey --r1cs census-7.r1cs --ptau powers.ptau"],
  handler: verifyFile,
};
