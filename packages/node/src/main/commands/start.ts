/** `psephos-node start` */
import type { Command } from "commander";
import { startAndWait } from "../start.js";
import { type Given, handled, settingsOf, withSettings } from "./options.js";

export function addStart(program: Command, json: boolean): void {
  withSettings(program.command("start"))
    .description("run the node until Ctrl-C: it orders, verifies, stores and answers")
    .addHelpText(
      "after",
      `
Without a genesis document in its home, a chain for development begins there: votes on it can be forged by anyone.

Examples:
  $ psephos-node start
  $ psephos-node start --home chain --port 8080 --block-time 5000
  $ PSEPHOS_NODE_ENDPOINTS=https://rpc.example/KEY psephos-node start`,
    )
    .action(
      handled(json, (terminal, signal, given: Given) =>
        startAndWait(() => settingsOf(given), { terminal, signal }),
      ),
    );
}
