import { Argument } from "commander";
import { ensureAble } from "../../../errors/index.js";
import { comparePtau, recognisePtau, type WorkOptions } from "../../../setup/index.js";
import { type Leaf, option } from "../../command.js";
import type { Context } from "../../context.js";

async function recognise(
  { output, signal }: Context,
  path: string,
  { hash }: { readonly hash?: string },
): Promise<void> {
  ensureAble(
    hash === undefined || /^([0-9a-fA-F]{64}){1,2}$/.test(hash),
    "cli/usage",
    "--hash takes a SHA-256 (64 hex digits) or a BLAKE2b-512 (128)",
  );
  const found = await output.step("Hashing", async (progress) => {
    const options: WorkOptions = { signal, onProgress: ({ done, total }) => progress(`${done}/${total} MB`) };
    return hash === undefined ? recognisePtau(path, options) : comparePtau(path, hash, options);
  });
  if ("ceremony" in found)
    output.line(`recognised: the ${found.ceremony} ceremony's file of power ${found.power}`);
  else output.line("the file has the given hash; check yourself that it is the public file's");
  output.field("BLAKE2b-512", found.blake2b);
  output.result({ file: path, ...found });
}

export const importFile: Leaf = {
  name: "import",
  description: "recognise a published file (Hermez, PPoT) by its hash, and refuse an altered one",
  arguments: [new Argument("<ptau>", "the downloaded file")],
  options: [option("--hash <hex>", "for an unknown file: compare with this SHA-256 or BLAKE2b-512")],
  notes: "Then prepare it for your circuit's size, or use it as it is.",
  examples: [
    "psephos setup ptau import powersOfTau28_hez_final_13.ptau",
    "psephos setup ptau import ppot_0080_13.ptau",
    "psephos setup ptau import other.ptau --hash 58efc8bf…",
  ],
  handler: recognise,
};
