import { homedir } from "node:os";
import { join } from "node:path";
import { Argument } from "commander";
import { verifyPtau } from "../../../setup/index.js";
import type { Leaf } from "../../command.js";
import type { Context } from "../../context.js";
import { showChain } from "../contributor.js";
import { work } from "../work.js";

/** Where a verification notes its progress: not beside the file, which may come from others. */
const PROGRESS = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "psephos", "verify");

async function verifyFile(context: Context, path: string): Promise<void> {
  const { output } = context;
  const verified = await work(context, "Verifying powers of tau", (vectors, options) =>
    verifyPtau({ path, progressFolder: PROGRESS }, vectors, options),
  );
  output.line("right: the powers follow from their contributions");
  output.field("power", verified.power);
  if (verified.ceremonyPower > verified.power) output.field("of a ceremony", verified.ceremonyPower);
  output.field("prepared for", verified.prepared.map((log) => `2^${log}`).join(", ") || "nothing");
  showChain(output, verified.contributions);
  if (!verified.final) output.warn("no beacon has closed these powers");
  output.result({ verified: true, ...verified });
}

export const verify: Leaf = {
  name: "verify",
  description: "check powers of tau: every contribution, every point",
  arguments: [new Argument("<ptau>", "the file")],
  notes: "Exit code 0: right; 1: refused, with the reason; 2: it could not be checked.",
  examples: ["psephos setup ptau verify powers.ptau"],
  handler: verifyFile,
};
