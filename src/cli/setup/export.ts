import { join } from "node:path";
import { Argument } from "commander";
import {
  exportVerificationKey,
  formatVerificationKeyFile,
  recordedKind,
  UNKNOWN_KEY_KIND,
  verificationKeyHash,
  verifierSource,
} from "../../setup/index.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";
import { type Replacing, readBytes, writeAll } from "../files.js";
import { keyLabel, warnOfKind } from "../key-kind.js";
import { FORCE } from "../options.js";
import { CIRCUIT_NAME } from "./options.js";

interface ExportOptions extends Replacing {
  readonly circuit: string;
  readonly out: string;
}

async function exportKey(
  { output }: Context,
  path: string,
  { circuit, out, force }: ExportOptions,
): Promise<void> {
  const zkey = await readBytes(path);
  const kind = recordedKind(zkey);
  const verificationKey = await exportVerificationKey(zkey, kind);
  const { name, source } = verifierSource({ verificationKey, circuit });
  const files = [join(out, `${circuit}.vkey.json`), join(out, `${name}.sol`)] as const;
  const contents = [formatVerificationKeyFile(verificationKey), source];
  await writeAll(new Map(files.map((file, i) => [file, contents[i]!])), { force, inputs: [path] });
  warnOfKind(output, kind);
  const hash = verificationKeyHash(verificationKey);
  for (const file of files) output.line(`Written: ${file}`);
  output.field("key's SHA-256", hash);
  output.field("key", keyLabel(kind));
  output.result({
    files,
    verificationKeySha256: hash,
    keyKind: kind,
    insecure: kind !== "ceremony" && kind !== UNKNOWN_KEY_KIND,
  });
}

export const exportFiles: Leaf = {
  name: "export",
  description: "write a key's verification key and verifier contract",
  arguments: [new Argument("<zkey>", "the key")],
  options: [CIRCUIT_NAME, option("-o, --out <folder>", "where to write them", { unless: "." }), FORCE],
  examples: ["psephos setup export final.zkey --circuit census-7 --out release"],
  handler: exportKey,
};
