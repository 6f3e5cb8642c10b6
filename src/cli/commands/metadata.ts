import type { Command } from "commander";
import { action } from "../context.js";

const load = () => import("../run/metadata.js");

export function addMetadataCommands(program: Command): void {
  const command = program.command("metadata").description("the questions of a process, as a file");
  command
    .command("check")
    .description("check a metadata file, and whether the parameters of a process fit it")
    .argument("<file>", 'the metadata, a JSON file: see "Metadata" in docs/process.md')
    .option("--params <file>", "the parameters that are to declare the process")
    .option("--metadata-key <file>", "the key of encrypted metadata, 64 hex digits in a file")
    .addHelpText(
      "after",
      "\nExamples:\n  $ psephos metadata check metadata.json\n  $ psephos metadata check metadata.json --params params.json --json",
    )
    .action(
      action(async (context, file: string, options: { params?: string; metadataKey?: string }) => {
        await (await load()).runMetadataCheck(context, file, options);
        return undefined;
      }),
    );
  command
    .command("hash")
    .description("print the hash of a metadata file as it ends a content URI, or the whole URI")
    .argument("<file>", "the metadata, plain or encrypted, exactly as it is published")
    .option("--at <address...>", "where it is published, ipfs:// or https://; the first is tried first")
    .addHelpText(
      "after",
      "\nExamples:\n  $ psephos metadata hash metadata.json\n  $ psephos metadata hash metadata.json --at https://example.org/metadata.json --json",
    )
    .action(
      action(async (context, file: string, options: { at?: string[] }) => {
        await (await load()).runMetadataHash(context, file, options);
        return undefined;
      }),
    );
}
