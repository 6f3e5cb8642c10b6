import { Argument } from "commander";
import { attestationName, contributeToPtau } from "../../../setup/index.js";
import { type Leaf, option } from "../../command.js";
import type { Context } from "../../context.js";
import { ensureFree } from "../../files.js";
import { writeAttestation } from "../attestation.js";
import { entropy, showChain } from "../contributor.js";
import { CONTRIBUTOR } from "../options.js";
import { work } from "../work.js";
import { checkedPtau } from "./checked.js";

interface ContributeOptions {
  readonly name: string;
  readonly out: string;
  readonly entropyFile?: string;
}

async function contributeTo(
  context: Context,
  from: string,
  { name, out, entropyFile }: ContributeOptions,
): Promise<void> {
  await ensureFree(out);
  await ensureFree(attestationName(out));
  const before = await checkedPtau(context, from);
  const added = await entropy(context, entropyFile);
  const { hash } = await work(context, "Contributing", (vectors, options) =>
    contributeToPtau({ from, to: out, name, entropy: added }, vectors, options),
  );
  context.output.line("Contributions before yours, each checked:");
  showChain(context.output, before);
  await writeAttestation(context, out, "powers of tau", { name, hash, before: before.length });
}

export const contribute: Leaf = {
  name: "contribute",
  description: "check powers of tau and add your own secrets, which are then forgotten",
  arguments: [new Argument("<ptau>", "the file as the last contributor published it")],
  options: [
    ...CONTRIBUTOR,
    option("-o, --out <file>", "where to write it; publish this file", { required: true }),
  ],
  examples: ['psephos setup ptau contribute powers-0001.ptau --name "Ada" --out powers-0002.ptau'],
  handler: contributeTo,
};
