import type { Command } from "commander";

/** The options of every command that takes a process file: the file, and the chain to compare it with. */
export const withProcess = (command: Command) =>
  command
    .option("-p, --process <file>", "the process", "process.json")
    .option("--contract <address>", "compare the process file with this process contract")
    .option("--rpc <url>", "an Ethereum node, with --contract", "http://127.0.0.1:8545");
