import { dirname } from "node:path";
import { Argument } from "commander";
import { extendListing, formatAttestation, readListing, signAttestation } from "../../setup/index.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";
import { type Replacing, readText, writeWhole } from "../files.js";
import { FORCE } from "../options.js";
import { readAttestation } from "./attestation.js";

interface SignOptions extends Replacing {
  readonly key: string;
  readonly out?: string;
}

async function signFile(
  { output }: Context,
  path: string,
  { key, out, force }: SignOptions,
): Promise<undefined> {
  const attestation = await readAttestation(path);
  const signed = await signAttestation(attestation, (await readText(key)).trim());
  // By default the signed attestation replaces the unsigned one: it says the same and more.
  const text = formatAttestation(signed);
  if (out === undefined) await writeWhole(path, text, { force: true });
  else await writeWhole(out, text, { force, inputs: [path, key] });
  const folder = dirname(out ?? path);
  if (await readListing(folder)) await extendListing(folder);
  output.line(`Signed by ${signed.signature!.address}: ${out ?? path}`);
  output.result({ file: out ?? path, ...signed });
}

export const sign: Leaf = {
  name: "sign",
  description: "sign the attestation of your contribution with an Ethereum key (EIP-191)",
  arguments: [new Argument("<attestation>", "the file that `contribute` wrote")],
  options: [
    option("--key <file>", "a file with the private key", { required: true }),
    option("-o, --out <file>", "where to write it (default: in place)"),
    FORCE,
  ],
  examples: ["psephos setup sign key-0002.zkey.attestation.json --key wallet.key"],
  handler: signFile,
};
