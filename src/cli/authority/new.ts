import {
  authorityToJson,
  censusRootOf,
  createBlindAuthority,
  createEcdsaAuthority,
} from "../../census/index.js";
import { ensureAble } from "../../errors/index.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";
import { ensureFree, writeWhole } from "../files.js";
import { positive } from "../options.js";
import { KEY_NAME } from "./key-file.js";

interface NewOptions {
  readonly kind: string;
  readonly voters?: number;
  readonly out: string;
}

/** @throws PsephosError `cli/usage` */
function make({ kind, voters }: NewOptions) {
  const usage = (condition: boolean, message: string) => ensureAble(condition, "cli/usage", message);
  usage(kind === "ecdsa" || kind === "blind", "--kind takes ecdsa or blind");
  usage(
    kind === "ecdsa" || voters !== undefined,
    "--kind blind takes --voters: how many it certifies at most",
  );
  usage(kind === "blind" || voters === undefined, "--voters is for --kind blind");
  return voters === undefined ? createEcdsaAuthority() : createBlindAuthority(voters);
}

export const create: Leaf = {
  name: "new",
  description: "make an authority's key, and print the census root of its processes",
  options: [
    option("--kind <kind>", "ecdsa: it sees which address it certifies; blind: it does not", {
      required: true,
    }),
    option("--voters <number>", "blind: how many voters it certifies at most; nodes refuse more", {
      parse: positive,
    }),
    option("-o, --out <file>", "where to write the key (mode 0600; never replaced)", { unless: KEY_NAME }),
  ],
  notes:
    "A blind authority's key is for one process: a node refuses a key that another process used. Issue all certificates before the voting starts.",
  examples: [
    "psephos authority new --kind ecdsa",
    "psephos authority new --kind blind --voters 1200 --out members.json --json",
  ],
  async handler({ output }: Context, options: NewOptions): Promise<void> {
    const { out, kind, voters } = options;
    await ensureFree(out);
    const authority = await output.step("Making the key", async () => make(options));
    await writeWhole(out, authorityToJson(authority), { secret: true });
    const censusRoot = censusRootOf(authority);
    output.line(`Key written to ${out}. Keep it secret: anybody who has it can make voters.`);
    output.field("censusRoot", censusRoot);
    output.result({ file: out, kind, ...(voters === undefined ? {} : { voters }), censusRoot });
  },
};
