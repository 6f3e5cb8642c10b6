/** What the build scripts share: how they read their flags, and how they end. */
import { parseArgs } from "node:util";
import { PsephosError, Refusal } from "../../src/errors/index.js";

export interface BuildArguments<Flag extends string> {
  readonly flags: Readonly<Record<Flag, boolean>>;
  readonly names: readonly string[];
}

/**
 * The flags that are given, and the other words.
 * @throws PsephosError `build/usage` on a flag that is not among `known`: a misspelt `--check` must not write
 */
export function readArguments<Flag extends string>(
  args: readonly string[],
  known: readonly Flag[],
): BuildArguments<Flag> {
  const options = Object.fromEntries(known.map((name) => [name, { type: "boolean" as const }]));
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const flags = Object.fromEntries(known.map((name) => [name, values[name] === true]));
    return { flags: flags as Record<Flag, boolean>, names: positionals };
  } catch (cause) {
    throw new Refusal("build/usage", `${(cause as Error).message.split(". ")[0]}`, {
      cause,
      hint: `The flags are ${known.map((name) => `--${name}`).join(", ")}.`,
    });
  }
}

/** Runs a script with the words of its command line. A refusal is one message and exit code 1; a failure, 2. */
export async function runScript(main: (args: readonly string[]) => unknown): Promise<void> {
  try {
    await main(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof PsephosError)) throw error;
    console.error(`${error.code}: ${error.message}${error.hint ? `\n${error.hint}` : ""}`);
    process.exitCode = error.kind === "refused" ? 1 : 2;
  }
}
