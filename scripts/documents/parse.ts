/**
 * A document that can be run. Its fenced blocks are
 *
 *     ```console              commands (lines after "$ "; a line that ends in "\" goes on) and what each prints
 *     ```console node/        the same in a subfolder
 *     ```console background   one command that runs until the document's end
 *     ```json params.json     a file, called so (any language, if a name follows it)
 *
 * All other blocks are for reading.
 */

/** A command, and the lines that it prints. */
export interface CommandStep {
  readonly kind: "command";
  readonly line: number;
  readonly command: string;
  readonly expected: readonly string[];
  /** The subfolder that it runs in; "" for the document's folder. */
  readonly folder: string;
  /** It runs until the document's end. */
  readonly background: boolean;
}
/** A file that the reader writes. */
export interface FileStep {
  readonly kind: "file";
  readonly line: number;
  readonly name: string;
  readonly text: string;
}
export type Step = CommandStep | FileStep;

function commandsOf(lines: readonly string[], first: number, words: readonly string[]): CommandStep[] {
  const background = words.includes("background");
  const folder = words.find((word) => word.endsWith("/")) ?? "";
  const steps: (Omit<CommandStep, "expected"> & { expected: string[] })[] = [];
  let unfinished = false;
  for (const [i, line] of lines.entries()) {
    if (unfinished) {
      const last = steps.at(-1)!;
      steps[steps.length - 1] = { ...last, command: `${last.command.slice(0, -1).trimEnd()} ${line.trim()}` };
    } else if (line.startsWith("$ "))
      steps.push({
        kind: "command",
        line: first + i,
        command: line.slice(2),
        expected: [],
        folder,
        background,
      });
    else if (steps.length > 0) steps.at(-1)!.expected.push(line);
    else throw new Error(`line ${first + i}: a console block begins with "$ "`);
    unfinished = (unfinished || line.startsWith("$ ")) && line.endsWith("\\");
  }
  return steps;
}

/**
 * The steps of a document, in order.
 * @throws Error for a block that is not closed, or a console block that begins with no command
 */
export function parseDocument(markdown: string): Step[] {
  const steps: Step[] = [];
  const lines = markdown.split("\n");
  for (let i = 0; i < lines.length; i++) {
    const fence = /^```(\S*) ?(.*)$/.exec(lines[i]!);
    if (!fence) continue;
    const [, language = "", rest = ""] = fence;
    const end = lines.indexOf("```", i + 1);
    if (end < 0) throw new Error(`line ${i + 1}: a block that is not closed`);
    const inner = lines.slice(i + 1, end);
    if (language === "console") steps.push(...commandsOf(inner, i + 2, rest.split(" ")));
    else if (rest !== "")
      steps.push({ kind: "file", line: i + 2, name: rest, text: `${inner.join("\n")}\n` });
    i = end;
  }
  return steps;
}
