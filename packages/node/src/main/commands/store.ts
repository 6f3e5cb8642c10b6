/** `psephos-node check` and `backup` */
import type { Command } from "commander";
import { createFacts } from "psephos/facts";
import { backupStore, NodeStore } from "../../store/index.js";
import { censusKeysOf, censusVerifiers } from "../census-keys.js";
import { checkStore } from "../check.js";
import { pathsOf, readGenesis } from "../home.js";
import type { Terminal } from "../terminal.js";
import { threadFacts } from "../thread-facts.js";
import { type Given, handled, settingsOf, withSettings } from "./options.js";

async function check(terminal: Terminal, given: Given, signal: AbortSignal): Promise<void> {
  const settings = settingsOf(given);
  const genesis = readGenesis(settings.home);
  const keys = censusKeysOf(settings);
  const verifiers = await censusVerifiers(keys);
  const threads = threadFacts({ threads: settings.threads, keys, insecure: settings.insecure });
  const store = NodeStore.open(pathsOf(settings.home).store);
  try {
    const facts = createFacts({ verifiers, insecure: settings.insecure, checks: threads });
    const report = await checkStore(store, genesis, facts, {
      signal,
      told: (height) => terminal.progress(`Checked ${height} of ${store.height} blocks`),
    });
    terminal.progressDone();
    terminal.line(
      report.base === 0
        ? `The store is right: each of its ${report.blocks} blocks gives the root that it says.`
        : `The state is right in itself and has the last block's root. The store began with the snapshot of block ${report.base}, so its ${report.blocks} blocks were not run again.`,
    );
    terminal.field("transactions", report.transactions);
    terminal.field("state root", report.stateRoot);
    terminal.result(report);
  } finally {
    await store.close();
    await threads.close();
    for (const { verifier } of verifiers) await verifier.close();
  }
}

async function backup(terminal: Terminal, folder: string, given: Given): Promise<void> {
  const { home } = settingsOf(given);
  await backupStore(pathsOf(home).store, folder);
  terminal.line(
    `The store is copied to ${folder}. To restore it, put that folder in the place of ${pathsOf(home).store}.`,
  );
  terminal.line("Copy genesis.json and the files *.key as well: a restored node needs them.");
  terminal.result({ folder });
}

const STORE_SETTINGS = ["home", "keys", "insecure", "threads"] as const;

export function addStoreCommands(program: Command, json: boolean): void {
  withSettings(program.command("check"), STORE_SETTINGS)
    .description("run all stored blocks again, and compare each state root; the node must not be running")
    .addHelpText("after", "\nExample:\n  $ psephos-node check --home chain")
    .action(handled(json, (terminal, signal, given: Given) => check(terminal, given, signal)));
  withSettings(program.command("backup").argument("<folder>", "a folder that does not exist yet"), ["home"])
    .description("copy the store, while the node runs or not")
    .addHelpText("after", "\nExample:\n  $ psephos-node backup /backups/chain-2026-11-29 --home chain")
    .action(
      handled(json, (terminal, _signal, folder: string, given: Given) => backup(terminal, folder, given)),
    );
}
