import { setTimeout as wait } from "node:timers/promises";
import type { WatchAction } from "../../rollup/index.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";
import { showError } from "../errors.js";
import { PROCESS, WRITING, whole } from "../options.js";
import { counted } from "../show.js";
import { CIRCUITS, DEMANDS, VOTES } from "./options.js";
import { actionsAsJson, show, summary, type WatcherOptions, watcher } from "./watcher.js";

export interface WatchOptions extends WatcherOptions {
  /** Seconds between two checks. */
  readonly every: number;
}

/** Checks again and again, until the tally is final. */
export async function watchOn(context: Context, file: string, options: WatchOptions): Promise<void> {
  const { output, signal } = context;
  const { look, close } = await watcher(context, file, options);
  const actions: WatchAction[] = [];
  let failures = 0;
  try {
    output.line("Watching until the tally is final; Ctrl-C ends it.");
    for (;;) {
      signal.throwIfAborted();
      const report = await look().catch((error: unknown) => {
        // Another watcher may have been faster, or the node did not answer for a moment.
        failures += 1;
        if (failures > 5) throw error;
        output.warn(showError(error).message);
        return undefined;
      });
      if (report) {
        failures = 0;
        show(context, report);
        actions.push(...report.actions);
        if (report.final) {
          output.line(
            `Final: ${counted(report.compared, "vote")} compared, ${counted(actions.length, "action")}.`,
          );
          output.result({ ...summary(report), actions: actionsAsJson(actions) });
          return;
        }
      }
      await wait(1000 * options.every, undefined, { signal });
    }
  } finally {
    await close();
  }
}

export const watch: Leaf = {
  name: "watch",
  description: "do what `challenge` does again and again, until the tally is final",
  arguments: [VOTES],
  options: [
    ...WRITING,
    PROCESS,
    option("--every <seconds>", "between two looks", { unless: 12, parse: whole }),
    DEMANDS,
    ...CIRCUITS,
  ],
  examples: ["psephos rollup watch votes.jsonl --contract 0x… --key watcher.key --every 60"],
  handler: watchOn,
};
