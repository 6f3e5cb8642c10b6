import { Argument } from "commander";
import { contentHash, formatContentUri, isEncryptedMetadata, parseMetadata } from "../../process/index.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";
import { readBytes } from "../files.js";
import { ofFile } from "../params-file.js";

/** Prints a metadata file's hash, and its content URI. */
async function printHash(
  { output }: Context,
  file: string,
  options: { readonly at?: readonly string[] },
): Promise<void> {
  const bytes = await readBytes(file);
  ofFile(file, () => isEncryptedMetadata(bytes) || parseMetadata(bytes));
  const hash = contentHash(bytes);
  const uri = options.at === undefined ? null : formatContentUri({ addresses: options.at, hash });
  output.line(uri ?? `!${hash}`);
  output.result({ file, hash, uri });
}

export const hash: Leaf = {
  name: "hash",
  description: "print a metadata file's hash, as it is written at the end of a content URI, or the whole URI",
  arguments: [new Argument("<file>", "the metadata, plain or encrypted, exactly as it is published")],
  options: [
    option(
      "--at <address...>",
      "where it is published, ipfs:// or https://, in the order in which addresses are tried",
    ),
  ],
  examples: [
    "psephos metadata hash metadata.json",
    "psephos metadata hash metadata.json --at https://example.org/metadata.json --json",
  ],
  handler: printHash,
};
