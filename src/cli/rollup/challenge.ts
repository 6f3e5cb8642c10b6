import type { Leaf } from "../command.js";
import type { Context } from "../context.js";
import { PROCESS, WRITING } from "../options.js";
import { CIRCUITS, DEMANDS, VOTES } from "./options.js";
import { actionsAsJson, show, summary, type WatcherOptions, watcher } from "./watcher.js";

/** Checks a turn once, and challenges or answers where it is needed. */
export async function challengeOnce(context: Context, file: string, options: WatcherOptions): Promise<void> {
  const { look, close } = await watcher(context, file, options);
  try {
    const report = await context.output.step("Comparing what was posted", look);
    show(context, report);
    if (report.actions.length + report.left === 0) context.output.line("Nothing to do.");
    context.output.result({ ...summary(report), actions: actionsAsJson(report.actions) });
  } finally {
    await close();
  }
}

export const challenge: Leaf = {
  name: "challenge",
  description: "compare the posted votes with yours once: challenge, and answer demands",
  arguments: [VOTES],
  options: [...WRITING, PROCESS, DEMANDS, ...CIRCUITS],
  examples: ["psephos rollup challenge votes.jsonl --contract 0x… --key watcher.key"],
  handler: challengeOnce,
};
