import { join } from "node:path";
import { Argument } from "commander";
import { addressBytes, fixedHex, type Hex, toHex } from "../../bytes/index.js";
import { ensureAble } from "../../errors/index.js";
import { defaultConfirmations, planFromJson, planToJson } from "../../seal/index.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";
import { writeWhole } from "../files.js";
import { assertProcessId, collect, whole } from "../options.js";
import { PLAN_FILE } from "./folder.js";

interface BeginOptions {
  readonly genesis: Hex;
  readonly process: string;
  readonly round: number;
  readonly threshold: number;
  readonly confirmations?: number;
  readonly keykeeper: readonly string[];
}

/** `KEY:ADDRESS` */
function keykeeper(text: string) {
  const [key, address, ...others] = text.split(":");
  ensureAble(
    address !== undefined && others.length === 0,
    "cli/usage",
    "--keykeeper takes KEY:ADDRESS, both 0x and hex digits",
  );
  fixedHex(key, 32, "a keykeeper's key");
  return { key, address: toHex(addressBytes(address, "a keykeeper's address")) };
}

export const begin: Leaf = {
  name: "begin",
  description: "begin a ceremony in a folder: name the keykeepers, and how many of them open the ballots",
  arguments: [new Argument("<folder>", "a new folder")],
  options: [
    option("--genesis <hash>", "the voting chain's genesis hash", { required: true }),
    option("--process <id>", "the process", { required: true }),
    option("--round <number>", "the attempt", { unless: 0, parse: whole }),
    option("--threshold <number>", "how many shares open the ballots", { required: true, parse: whole }),
    option("--confirmations <number>", "how many keykeepers must confirm the key", { parse: whole }),
    option("--keykeeper <key:address>", "a keykeeper's public key and address; one for each, in order", {
      required: true,
      parse: collect,
    }),
  ],
  notes: `Any THRESHOLD keykeepers together can read ballots early. If all but THRESHOLD − 1 of them keep silent at the end, nobody can count.`,
  examples: [
    "psephos seal begin ceremony --genesis 0x… --process 0x… --threshold 2 --keykeeper 0x…:0x… --keykeeper 0x…:0x… --keykeeper 0x…:0x…",
  ],
  async handler({ output }: Context, folder: string, options: BeginOptions): Promise<void> {
    const keykeepers = options.keykeeper.map(keykeeper);
    const { threshold, round } = options;
    const plan = planFromJson({
      genesisHash: options.genesis,
      processId: assertProcessId(options.process),
      round,
      threshold,
      confirmations: options.confirmations ?? defaultConfirmations(keykeepers.length, threshold),
      keykeepers,
    });
    const file = join(folder, PLAN_FILE);
    await writeWhole(file, `${JSON.stringify(planToJson(plan), null, 2)}\n`);
    output.line(`Ceremony written to ${file}. Each keykeeper deals next: psephos seal deal ${folder}`);
    output.field("keykeepers", `${keykeepers.length}`);
    output.field("shares to open", `${threshold}`);
    output.field("confirmations", `${plan.keykeepers.confirmations}`);
    output.result({ file, ...planToJson(plan) });
  },
};
