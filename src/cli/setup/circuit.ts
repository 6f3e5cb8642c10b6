import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import { Argument } from "commander";
import { BUNDLED_CIRCUITS, bundledCircuit, prepareDevelopmentKey } from "../../setup/index.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";
import { type Replacing, writeAll } from "../files.js";
import { warnOfKind } from "../key-kind.js";
import { FORCE } from "../options.js";

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

interface Options extends Replacing {
  readonly out?: string;
  readonly developmentKey?: boolean;
}

async function writeCircuit(
  { output, signal }: Context,
  name: string,
  { out = name, developmentKey = false, force }: Options,
): Promise<void> {
  const { r1cs, wasm, pwit } = await bundledCircuit(name);
  const contents = new Map(
    Object.entries({ r1cs, wasm, ...(pwit && { pwit }) }).map(([extension, bytes]) => [
      join(out, `${name}.${extension}`),
      bytes,
    ]),
  );
  await writeAll(contents, { force });
  const files: Record<string, string> = {};
  for (const [path, bytes] of contents) {
    files[basename(path)] = sha256(bytes);
    output.line(`Written: ${path}`);
    output.field("SHA-256", sha256(bytes));
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
  description: "write the files of a circuit that comes with psephos",
  arguments: [new Argument("<name>", BUNDLED_CIRCUITS.join(", "))],
  options: [
    option("-o, --out <folder>", "where to write them (default: the circuit's name)"),
    option("--development-key", "also make its development key: INSECURE, for tests only"),
    FORCE,
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
