import { join } from "node:path";
import { Argument } from "commander";
import { parseCeremonyName, writeListing } from "../../setup/index.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";

async function listFiles(
  { output, signal }: Context,
  folder: string,
  { anew = false }: { readonly anew?: boolean },
): Promise<void> {
  const { files } = await output.step("Hashing", () => writeListing(folder, { anew, signal }));
  for (const { name, sha256 } of files)
    output.line(`  ${sha256}  ${name}${parseCeremonyName(name) ? "" : " (beside)"}`);
  output.line(`Written: ${join(folder, "ceremony.json")}`);
  output.result({ file: join(folder, "ceremony.json"), files });
}

export const list: Leaf = {
  name: "list",
  description: "write ceremony.json: a ceremony folder's files with their hashes, for those who fetch them",
  arguments: [new Argument("<folder>", "where the ceremony's files are")],
  options: [option("--anew", "even if a file that was listed before has changed or is gone")],
  notes: "Attestations may be signed after they were listed. Any other changed file is refused.",
  examples: ["psephos setup list ./ceremony"],
  handler: listFiles,
};
