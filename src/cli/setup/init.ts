import { createInitialKey, isClosedPtau, PtauFile } from "../../setup/index.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";
import { ensureFree, readBytes, writeWhole } from "../files.js";
import type { CircuitOptions } from "./options.js";
import { work } from "./work.js";

async function beginKey(
  context: Context,
  { r1cs, ptau, out }: CircuitOptions & { readonly out: string },
): Promise<void> {
  await ensureFree(out);
  const circuit = await readBytes(r1cs);
  await using powers = await PtauFile.open(ptau);
  const { zkey, circuitHash, domainSize } = await work(context, "Beginning the key", (vectors, options) =>
    createInitialKey({ r1cs: circuit, ptau: powers }, vectors, options),
  );
  await writeWhole(out, zkey);
  const hash = Buffer.from(circuitHash).toString("hex");
  context.output.line(`Written to ${out}. Nobody has contributed yet: it is for contributors only.`);
  context.output.field("circuit hash", hash);
  context.output.field("rows", domainSize);
  const powersFinal = await isClosedPtau(ptau, context.signal);
  if (!powersFinal)
    context.output.warn(
      "no beacon has closed these powers of tau: every key made from them is a rehearsal key. " +
        "Close them first (`psephos setup ptau beacon`, then `ptau prepare`), and make the first key again.",
    );
  context.output.result({ file: out, circuitHash: hash, domainSize, powersFinal });
}

export const init: Leaf = {
  name: "init",
  description: "begin a circuit's key",
  options: [
    option("--r1cs <file>", "the circuit, as circom wrote it", { required: true }),
    option("--ptau <file>", "powers of tau, prepared for the circuit", { required: true }),
    option("-o, --out <file>", "where to write the key", { unless: "key-0000.zkey" }),
  ],
  examples: ["psephos setup init --r1cs census-7.r1cs --ptau powers.ptau --out key-0000.zkey"],
  handler: beginKey,
};
