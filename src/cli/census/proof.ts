import { parseScalar } from "../../bytes/index.js";
import { CensusSnapshot, identityFromJson } from "../../census/index.js";
import { ensure } from "../../errors/index.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";
import { type Replacing, readBytes, readText, writeWhole } from "../files.js";
import { FORCE } from "../options.js";
import { CENSUS_HINT, SNAPSHOT } from "./show.js";

interface ProofOptions extends Replacing {
  readonly identity: string;
  readonly commitment?: string;
  readonly out?: string;
}

export const proof: Leaf = {
  name: "proof",
  description: "print the membership proof of one voter; nothing leaves this machine",
  arguments: [SNAPSHOT],
  options: [
    option("--identity <file>", "the voter's identity file", { unless: "identity.json" }),
    option("--commitment <integer>", "the voter's commitment, instead of the identity"),
    option("-o, --out <file>", "write the proof to a file"),
    FORCE,
  ],
  examples: [
    "psephos census proof census.psc --identity alice.json --json",
    "psephos census proof census.psc --commitment 1234 --out path.json",
  ],
  async handler({ output }: Context, file: string, options: ProofOptions): Promise<void> {
    const snapshot = new CensusSnapshot(await readBytes(file, CENSUS_HINT));
    const commitment = options.commitment
      ? parseScalar(options.commitment, "commitment")
      : identityFromJson(await readText(options.identity)).commitment;
    const index = snapshot.indexOf(commitment);
    ensure(index >= 0, "census/not-in-census", "this commitment is not in the census");
    const { weight } = snapshot.entry(index)!;
    const { root, leaf, nodes } = snapshot.membership(index);
    const path = {
      root: root.toString(),
      leaf: leaf.toString(),
      index,
      weight: weight.toString(),
      nodes: nodes.map((level) => level.map(String)),
    };
    const text = JSON.stringify(path, null, 2);
    const { out, force } = options;
    const inputs = [file, options.identity];
    if (out) await writeWhole(out, `${text}\n`, { secret: true, force, inputs });
    output.line(out ? `Membership proof written to ${out}` : text);
    output.result(path);
  },
};
