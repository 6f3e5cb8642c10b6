/** `psephos-node publish` and `files` */
import { readFileSync } from "node:fs";
import { type Command, InvalidArgumentError, Option } from "commander";
import { Refusal } from "psephos";
import { createNodeClient } from "psephos/api";
import {
  announcedPages,
  type KuboOptions,
  type PinningService,
  type Place,
  PROFILES,
  type Profile,
  placesOf,
  placesOfPages,
  publishFiles,
} from "../../network/index.js";
import type { Terminal } from "../terminal.js";
import { handled } from "./options.js";

const PIN_VARIABLE = "PSEPHOS_PINNING_TOKEN";
const KUBO_VARIABLE = "PSEPHOS_KUBO_TOKEN";

/** A token of a file, or of the environment: never a word of the command, which others see. @throws PsephosError `network/token` */
function tokenOf(file: string | undefined, variable: string): string | undefined {
  if (file === undefined) return process.env[variable];
  try {
    return readFileSync(file, "utf8").trim();
  } catch (cause) {
    throw new Refusal("network/token", `the file of a token, ${file}, cannot be read`, { cause });
  }
}

interface PublishFlags {
  readonly profile: Profile;
  readonly car?: string;
  readonly kubo?: string;
  readonly kuboTokenFile?: string;
  readonly service?: string;
  readonly serviceTokenFile?: string;
  readonly wait: number;
}

function kuboOf({ kubo: url, kuboTokenFile }: PublishFlags, signal: AbortSignal): KuboOptions | undefined {
  return url === undefined ? undefined : { url, token: tokenOf(kuboTokenFile, KUBO_VARIABLE), signal };
}

function serviceOf(flags: PublishFlags, signal: AbortSignal): PinningService | undefined {
  if (flags.service === undefined) return undefined;
  const token = tokenOf(flags.serviceTokenFile, PIN_VARIABLE);
  if (token === undefined)
    throw new Refusal("network/token", "a pinning service takes a token", {
      hint: `Put it into a file and name that with --service-token-file, or set ${PIN_VARIABLE}.`,
    });
  return { url: flags.service, token, signal, patience: flags.wait * 1000 };
}

const STATES = {
  queued: "it waits at the pinning service",
  pinning: "the pinning service fetches it",
  pinned: "pinned at the service",
  failed: "the pinning service failed",
} as const;

async function publish(
  terminal: Terminal,
  signal: AbortSignal,
  paths: readonly string[],
  flags: PublishFlags,
): Promise<void> {
  const { profile, car } = flags;
  const [kubo, service] = [kuboOf(flags, signal), serviceOf(flags, signal)];
  const files = await publishFiles(paths, { profile, car, kubo, service });
  for (const file of files) {
    terminal.line(file.path);
    terminal.field("bytes", file.bytes);
    if ("files" in file) terminal.field("files", file.files);
    terminal.field("files" in file ? "address" : "content URI", file.uri);
    if (file.pages !== null) terminal.field("pages", file.pages);
    if (file.kubo) terminal.field("Kubo", "pinned");
    if (file.service !== null) terminal.field("service", STATES[file.service]);
  }
  if (car !== undefined)
    terminal.line(`Blocks of all files written to ${car}: \`ipfs dag import ${car}\` gives them to a Kubo.`);
  if (!kubo && !service)
    terminal.line(
      "Nothing is published yet: no Kubo and no pinning service was named. A URI may have further addresses before the !, such as https mirrors, with commas between.",
    );
  terminal.result({ files, car: car ?? null });
}

interface FilesFlags {
  readonly node: string;
  readonly gateway?: readonly string[];
  readonly allowPrivate?: boolean;
  readonly maxMegabytes: number;
  readonly timeout: number;
}

function tellPlaces(terminal: Terminal, name: string, places: readonly Place[]): void {
  const good = places.filter(({ problem }) => problem === null);
  terminal.line(`${name}: from ${good.length} of ${places.length} places`);
  for (const { place, bytes, problem } of places)
    terminal.line(
      `  ${problem === null ? "yes" : "no "}  ${place}${problem === null ? ` (${bytes} bytes)` : `: ${problem}`}`,
    );
}

/** Which files of a process can be had from where. The exit code is 1 if one cannot be had at all. */
async function files(terminal: Terminal, signal: AbortSignal, id: string, flags: FilesFlags): Promise<void> {
  const { node: url, gateway: gateways, maxMegabytes, allowPrivate = false } = flags;
  const client = createNodeClient(url, { signal });
  const { params } = await client.process(id as `0x${string}`);
  const maxBytes = maxMegabytes * 2 ** 20;
  const options = {
    ...{ maxBytes, timeout: flags.timeout * 1000, signal, allowPrivate },
    ...(gateways && { gateways }),
    node: { url, get: (hash: string) => client.content(hash, { maxBytes, signal }) },
  };
  const found: { file: string; uri: string; places: Place[] }[] = [];
  const tell = (file: string, uri: string, places: Place[]) => {
    tellPlaces(terminal, file, places);
    found.push({ file, uri, places });
  };
  for (const [file, uri] of Object.entries({ metadata: params.metadata, census: params.censusUri }))
    if (uri !== "") tell(file, uri, await placesOf(uri, options));
  const pages = await announcedPages(params.metadata, options);
  if (pages !== undefined) tell("pages", pages, await placesOfPages(pages, options));
  terminal.result({ processId: id, files: found });
  if (found.some(({ places }) => places.every(({ problem }) => problem !== null))) process.exitCode = 1;
}

const texts = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

function count(text: string): number {
  if (!/^[1-9][0-9]{0,5}$/.test(text))
    throw new InvalidArgumentError("It takes an integer from 1 to 999999.");
  return Number(text);
}

export function addContent(program: Command, json: boolean): void {
  program
    .command("publish")
    .argument(
      "<file...>",
      "metadata, census snapshots, artifacts, bundles: any files, and folders such as the pages'",
    )
    .description(
      "print the CIDs and content URIs of files and folders, as `ipfs add -r` gives them; write their blocks; pin them",
    )
    .addOption(
      new Option("--profile <name>", "how CIDs are made: as `ipfs add` does by itself, or CIDs of version 1")
        .choices(PROFILES)
        .default(PROFILES[0]),
    )
    .option("--car <file>", "write the blocks of all files to a CAR file")
    .option("--kubo <url>", "pin through the RPC of a Kubo, such as http://127.0.0.1:5001")
    .option(
      "--kubo-token-file <file>",
      `a file with the RPC's token; else the variable ${KUBO_VARIABLE}, if it is set`,
    )
    .option("--service <url>", "pin at a service of the IPFS Pinning Service API")
    .option(
      "--service-token-file <file>",
      `a file with the service's token; else the variable ${PIN_VARIABLE}`,
    )
    .option("--wait <seconds>", "how long to wait for the service", count, 60)
    .addHelpText(
      "after",
      "\nExamples:\n  $ psephos-node publish metadata.json census.psc --car content.car\n  $ psephos-node publish build/web --profile unixfs-v1-2025 --kubo http://127.0.0.1:5001\n  $ psephos-node publish census.psc --kubo http://127.0.0.1:5001\n  $ psephos-node publish census.psc --kubo http://127.0.0.1:5001 --service https://pins.example/psa --service-token-file token",
    )
    .action(
      handled(json, (terminal, signal, paths: readonly string[], flags: PublishFlags) =>
        publish(terminal, signal, paths, flags),
      ),
    );
  program
    .command("files")
    .argument("<process-id>", "the process")
    .description("ask every place that a process names for its files, and check what each gives")
    .requiredOption("--node <url>", "a node of the voting chain")
    .option(
      "--gateway <prefix>",
      "an IPFS gateway, such as https://ipfs.io/ipfs/; several times for several",
      texts,
    )
    .option("--allow-private", "ask addresses of this machine and of private networks, too")
    .option("--max-megabytes <number>", "the largest file that is fetched", count, 128)
    .option("--timeout <seconds>", "how long one place may take", count, 60)
    .addHelpText(
      "after",
      "\nExample:\n  $ psephos-node files 0x… --node https://node.example --gateway https://ipfs.io/ipfs/",
    )
    .action(
      handled(json, (terminal, signal, id: string, flags: FilesFlags) => files(terminal, signal, id, flags)),
    );
}
