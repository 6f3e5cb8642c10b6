import { type Command, InvalidArgumentError } from "commander";
import { action } from "../context.js";
import type { ShowOptions } from "../run/chain.js";
import type { DeclarationFiles } from "../run/metadata.js";
import type { WriterOptions } from "../wallet.js";

const load = () => import("../run/chain.js");

function port(text: string): number {
  const value = Number(text);
  if (!/^[0-9]{1,5}$/.test(text) || value > 65_535) throw new InvalidArgumentError("It takes a port.");
  return value;
}

export const reading = (command: Command) =>
  command
    .requiredOption("--contract <address>", "the process contract")
    .option("--rpc <url>", "an Ethereum node", "http://127.0.0.1:8545");
export const writing = (command: Command) =>
  reading(command).requiredOption("--key <file>", "your private key, in a file");

export function addChainCommands(program: Command): void {
  const chain = program.command("chain").description("the process contracts on a chain of your own");
  chain
    .command("verifier")
    .description("deploy and register the verifier of a circuit's key, as the registry's owner")
    .argument("<circuit>", "census-7, census-11, tally-64, tally-open-64, …")
    .requiredOption("--contract <address>", "the registry of verifiers")
    .option("--rpc <url>", "an Ethereum node", "http://127.0.0.1:8545")
    .requiredOption("--key <file>", "your private key, in a file")
    .option("--artifacts <folder>", "where the circuit's files are")
    .addHelpText(
      "after",
      "\nExamples:\n  $ psephos chain verifier census-7 --contract 0x… --key dev-keys/organiser.key",
    )
    .action(
      action(async (context, circuit: string, options: WriterOptions & { artifacts?: string }) => {
        await (await load()).runVerifier(context, circuit, options);
        return undefined;
      }),
    );
  chain
    .command("dev")
    .description("start a local EVM with everything deployed, until Ctrl-C")
    .option("--port <number>", "where it listens; 0 for any free port", port, 8545)
    .option("--keys <folder>", "where the test accounts' keys are written", "dev-keys")
    .addHelpText(
      "after",
      "\nExamples:\n  $ psephos chain dev\n  $ psephos chain dev --port 0 --keys keys --json",
    )
    .action(
      action(async (context, options: { port: number; keys: string }) =>
        (await load()).runChainDev(context, options),
      ),
    );

  const command = program.command("process").description("voting processes on chain");
  writing(command.command("create"))
    .description("declare a process")
    .argument("<params>", 'its parameters, a JSON file: see "Files" in docs/process.md')
    .option("--metadata <file>", "check the parameters against this metadata file first")
    .option("--metadata-key <file>", "the key of encrypted metadata, 64 hex digits in a file")
    .option("--census <file>", "check the census root against this snapshot first")
    .addHelpText(
      "after",
      "\nA declaration cannot be changed. Whatever is wrong or does not go together is refused before it is made.\n\nExamples:\n  $ psephos process create params.json --metadata metadata.json --census census.psc --contract 0x… --key dev-keys/organiser.key",
    )
    .action(
      action(async (context, file: string, options: WriterOptions & DeclarationFiles) => {
        await (await load()).runCreate(context, file, options);
        return undefined;
      }),
    );
  reading(command.command("show"))
    .description("show a process, and write the file that voters and nodes need")
    .argument("<id>", "the process id")
    .option("--out <file>", "write process.json, for `vote`, `verify`, `results` and `rollup`")
    .option(
      "--circuit <name>",
      "the census circuit whose key the process names: census-7 or census-11",
      "census-7",
    )
    .addHelpText(
      "after",
      "\nExamples:\n  $ psephos process show 0x… --contract 0x… --json\n  $ psephos process show 0x… --contract 0x… --out process.json",
    )
    .action(
      action(async (context, id: string, options: ShowOptions) => {
        await (await load()).runShow(context, id, options);
        return undefined;
      }),
    );
  writing(command.command("status"))
    .description("move a process of yours to another status")
    .argument("<id>", "the process id")
    .argument("<status>", "READY, ENDED, CANCELED or PAUSED")
    .addHelpText(
      "after",
      "\nExamples:\n  $ psephos process status 0x… ended --contract 0x… --key dev-keys/organiser.key",
    )
    .action(
      action(async (context, id: string, status: string, options: WriterOptions) => {
        await (await load()).runStatus(context, id, status, options);
        return undefined;
      }),
    );
  writing(command.command("census"))
    .description("replace the census of a dynamic process of yours")
    .argument("<id>", "the process id")
    .requiredOption("--root <hex>", "the new census root")
    .requiredOption("--uri <uri>", "where the new census file is")
    .option("--census <file>", "check the root against this snapshot first")
    .addHelpText(
      "after",
      "\nExamples:\n  $ psephos process census 0x… --root 0x… --uri ipfs://… --contract 0x… --key dev-keys/organiser.key",
    )
    .action(
      action(
        async (
          context,
          id: string,
          options: WriterOptions & { root: string; uri: string; census?: string },
        ) => {
          await (await load()).runCensus(context, id, options);
          return undefined;
        },
      ),
    );
  writing(command.command("next-question"))
    .description("open the next question of a serial process of yours, or end it after the last")
    .argument("<id>", "the process id")
    .addHelpText(
      "after",
      "\nExamples:\n  $ psephos process next-question 0x… --contract 0x… --key dev-keys/organiser.key",
    )
    .action(
      action(async (context, id: string, options: WriterOptions) => {
        await (await load()).runNextQuestion(context, id, options);
        return undefined;
      }),
    );
}

/** `psephos results report`, beside the count. */
export function addReportCommand(results: Command): void {
  writing(results.command("report"))
    .description("report results to the contract, as an oracle of the process's voting chain")
    .argument("<id>", "the process id")
    .argument("<results>", "the results file")
    .requiredOption("--votes <number>", "how many votes were counted")
    .option("--height <block>", "the voting chain's height", "0")
    .addHelpText(
      "after",
      "\nExamples:\n  $ psephos results report 0x… results.json --votes 24 --contract 0x… --key dev-keys/oracle-1.key",
    )
    .action(
      action(
        async (
          context,
          id: string,
          file: string,
          options: WriterOptions & { votes: string; height: string },
        ) => {
          await (await load()).runReport(context, id, file, options);
          return undefined;
        },
      ),
    );
}
