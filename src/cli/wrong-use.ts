/** A command line that commander cannot take, as an error of ours. */
import type { CommanderError } from "commander";
import type { ShownError } from "./errors.js";

/** An option that looks like a number: no value of any command is negative. */
const NEGATIVE = /unknown option '(-[0-9][^']*)'/;

/** What to add for a person to commander's own words. */
export function negativeNumber(message: string): string | undefined {
  const number = NEGATIVE.exec(message)?.[1];
  return number === undefined ? undefined : `${number} is a negative number, and no value here is negative`;
}

export function wrongUse({ code, message }: CommanderError): ShownError {
  const [first = "", ...more] = message.replace(/^error: /, "").split("\n");
  const told = code === "commander.help" ? "a command is missing, or it is not one of these" : first;
  return {
    kind: "failed",
    code: "cli/usage",
    message: negativeNumber(first) ?? told,
    hint: [...more, "Add --help for the options and examples."].join(" "),
  };
}
