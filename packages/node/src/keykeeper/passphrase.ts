/** The passphrase that seals a keykeeper's folder: from the environment, a file, or a terminal that does not show it. */
import { readFile } from "node:fs/promises";
import { createInterface, type Interface } from "node:readline";
import { Writable } from "node:stream";
import { Failure, Refusal } from "psephos";

/** The least characters of a new passphrase. */
export const LEAST_CHARACTERS = 12;

export interface PassphraseSource {
  /** The passphrase itself, as an environment variable had it. */
  readonly value?: string | undefined;
  /** A file that has it; one line feed at its end does not belong to it. */
  readonly file?: string | undefined;
  /** Asks for it, if it is not given otherwise. */
  readonly ask?: (() => Promise<string>) | undefined;
}

async function passphraseOf({ value, file, ask }: PassphraseSource): Promise<string | undefined> {
  if (value !== undefined) return value;
  if (file === undefined) return ask?.();
  try {
    return (await readFile(file, "utf8")).replace(/\r?\n$/, "");
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? "unknown error";
    throw new Failure("keykeeper/read", `the file of the passphrase could not be read: ${code}`);
  }
}

/**
 * The passphrase: the first that is given of the value, the file and the question.
 * @throws PsephosError `keykeeper/passphrase`: there is none, or it is empty; `keykeeper/read`
 */
export async function readPassphrase(source: PassphraseSource): Promise<string> {
  const passphrase = await passphraseOf(source);
  if (passphrase === undefined || passphrase === "")
    throw new Refusal("keykeeper/passphrase", "there is no passphrase for the keykeeper's folder", {
      hint: "Give it in a file, in the environment, or at a terminal.",
    });
  return passphrase;
}

/** @throws PsephosError `keykeeper/passphrase` */
export function ensureStrong(passphrase: string): void {
  if ([...passphrase.normalize("NFKC")].length < LEAST_CHARACTERS)
    throw new Refusal("keykeeper/passphrase", `a passphrase has at least ${LEAST_CHARACTERS} characters`, {
      hint: "Take six words drawn with dice, or 16 random characters.",
    });
}

/** Reads one line from a terminal without showing it. @throws PsephosError `keykeeper/passphrase`: the input is not a terminal */
export async function askPassphrase(
  question: string,
  { input, output }: { readonly input: NodeJS.ReadStream; readonly output: NodeJS.WriteStream } = {
    input: process.stdin,
    output: process.stderr,
  },
): Promise<string> {
  if (!input.isTTY)
    throw new Refusal("keykeeper/passphrase", "there is no terminal to ask for the passphrase", {
      hint: "Give it in a file or in the environment.",
    });
  output.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines: Interface = createInterface({ input, output: silent, terminal: true });
  try {
    return await new Promise((resolve, reject) => {
      lines.once("line", resolve);
      lines.once("close", () => reject(new Refusal("keykeeper/passphrase", "no passphrase was entered")));
    });
  } finally {
    lines.close();
    output.write("\n");
  }
}
