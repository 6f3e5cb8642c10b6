import { Argument } from "commander";
import { identityFromJson } from "../../census/index.js";
import type { Leaf } from "../command.js";
import type { Context } from "../context.js";
import { readText } from "../files.js";

export const commitment: Leaf = {
  name: "commitment",
  description: "print an identity's commitment: the part that is listed in a census",
  arguments: [new Argument("[file]", "the identity file").default("identity.json")],
  examples: ["psephos identity commitment", "psephos identity commitment alice.json"],
  async handler({ output }: Context, file: string): Promise<void> {
    const identity = identityFromJson(await readText(file, "Make one with `psephos identity new`."));
    output.line(identity.commitment.toString());
    output.result({ commitment: identity.commitment });
  },
};
