/** `psephos-node relay start` */
import { once } from "node:events";
import { type Command, InvalidArgumentError } from "commander";
import { SEES, startRelay } from "../../network/index.js";
import type { Terminal } from "../terminal.js";
import { handled } from "./options.js";

interface RelayFlags {
  readonly gateway: readonly string[];
  readonly host: string;
  readonly port: number;
  readonly delay: number;
  readonly perAddress: number;
}

const texts = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

function upTo(most: number): (text: string) => number {
  return (text) => {
    if (!/^(0|[1-9][0-9]{0,5})$/.test(text) || Number(text) > most)
      throw new InvalidArgumentError(`It takes an integer from 0 to ${most}.`);
    return Number(text);
  };
}

async function start(terminal: Terminal, signal: AbortSignal, flags: RelayFlags): Promise<void> {
  const relay = await startRelay({ ...flags, gateways: flags.gateway });
  terminal.line(`The relay answers at ${relay.url}; Ctrl-C ends it. It keeps no log.`);
  for (const [who, what] of Object.entries(SEES)) terminal.field(who, what);
  terminal.result({ url: relay.url, gateways: flags.gateway, delay: flags.delay, sees: SEES });
  if (!signal.aborted) await once(signal, "abort");
  await relay.close();
}

export function addRelay(program: Command, json: boolean): void {
  const group = program
    .command("relay")
    .description("carry voters' sealed requests to gateways, so that these do not see who sends them");
  group
    .command("start")
    .description(
      "run a relay of Oblivious HTTP until Ctrl-C; it forwards to the listed gateways alone, and keeps no log",
    )
    .requiredOption("--gateway <url>", "a node of another operator; several times for several", texts)
    .option(
      "--host <address>",
      "where it listens; loopback, unless a proxy with TLS stands in front",
      "127.0.0.1",
    )
    .option("--port <number>", "its port; 0 takes a free one", upTo(65_535), 8795)
    .option(
      "--delay <milliseconds>",
      "collect requests for so long, and send them together in random order",
      upTo(60_000),
      0,
    )
    .option(
      "--per-address <number>",
      "requests of one address at once; behind a proxy all have its address",
      upTo(100_000),
      32,
    )
    .addHelpText(
      "after",
      "\nExample:\n  $ psephos-node relay start --gateway https://one.example --gateway https://two.example --delay 2000",
    )
    .action(handled(json, (terminal, signal, flags: RelayFlags) => start(terminal, signal, flags)));
}
