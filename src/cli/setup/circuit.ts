import { createHash } from "node:crypto";
import { join } from "node:path";
import { Argument } from "commander";
import { BUNDLED_CIRCUITS, bundledCircuit, prepareDevelopmentKey } from "../../setup/index.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";
import { writeWhole } from "../files.js";
import { warnOfKind } from "../key-kind.js";

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

interface Options {
  readonly out?: string;
  readonly developmentKey?: boolean;
}

async function writeCircuit(
  { output, signal }: Context,
  name: string,
  { out = name, developmentKey = false }: Options,
): Promise<void> {
  const { r1cs, wasm, pwit } = await bundledCircuit(name);
  const files: Record<string, string> = {};
  for (const [extension, bytes] of Object.entries({ r1cs, wasm, ...(pwit && { pwit }) })) {
    const file = `${name}.${extension}`;
    await writeWhole(join(out, file), bytes);
    files[file] = sha256(bytes);
    output.line(`Written: ${join(out, file)}`);
    output.field("SHA-256", files[file]);
  }
  if (developmentKey) {
    const { paths, transcript } = await output.step(`Making the development key of ${name}`, (progress) =>
      prepareDevelopmentKey(
        { folder: out, name, r1cs },
        { signal, onProgress: ({ done, total }) => progress(`${Math.floor((100 * done) / total)} %`) },
      ),
    );
    warnOfKind(output, transcript.keyKind);
    for (const path of Object.values(paths)) output.line(`Written: ${path}`);
  }
  output.result({ folder: out, files, developmentKey });
}

export const circuit: Leaf = {
  name: "circuit",
  description: "write the files of a circuit that psephos brings",
  arguments: [new Argument("<name>", BUNDLED_CIRCUITS.join(", "))],
  options: [
    option("-o, --out <folder>", "where to write them (default: the circuit's name)"),
    option("--development-key", "make its development key too: INSECURE, for tests only"),
  ],
  notes: `A ceremony begins with the .r1cs. It is the same file that the circuit's sources make: compare its SHA-256.
`,
  examples: [
    "psephos setup circuit census-7 --out ceremony",
    "psephos setup circuit census-7 --development-key",
    "psephos setup release census-7/census-7.dev-INSECURE.transcript.json --out release",
  ],
  handler: writeCircuit,
};
