/** `npm start` as a process: a local EVM, a node, keykeepers, an election with sealed ballots, and the pages. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createWalletClient, http, publicActions } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import { createNodeClient, type NodeClient } from "../../src/api/index.js";
import type { Hex } from "../../src/bytes/index.js";
import { setStatus } from "../../src/evm/index.js";
import type {} from "../../src/facts/index.js";
import { Status } from "../../src/process/index.js";
import { type ElectionLink, parseElectionLink } from "../../web/shared/link.js";
import { PATIENCE } from "./browsers.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
export const ANVIL = "test test test test test test test test test test test junk";

export interface Demonstration {
  /** The voter's page with the election's link. */
  readonly url: string;
  readonly link: ElectionLink;
  /** The organiser's page with the voting chain's link. */
  readonly organise: string;
  /** The local EVM's address. */
  readonly rpc: string;
  /** Of the processes on it. */
  readonly contract: Hex;
  readonly client: NodeClient;
  /** The path of a voter's identity file. @param number from 1 to 24 */
  voter(number: number): string;
  /** The organiser ends the election; resolves when the votes are counted. @returns the results document */
  end(): Promise<string>;
  /** What node, keykeepers and EVM have logged. */
  log(): string;
  close(): Promise<void>;
}

async function printing(child: ChildProcess, printed: () => string, words: string): Promise<void> {
  const end = performance.now() + PATIENCE;
  while (!printed().includes(words)) {
    if (child.exitCode !== null || performance.now() > end) throw new Error(printed());
    await sleep(100);
  }
}

/** @param blockTime milliseconds from block to block */
export async function startDemonstration({ blockTime = 250 } = {}): Promise<Demonstration> {
  const folder = mkdtempSync(join(tmpdir(), "psephos demonstration "));
  const home = join(folder, "start");
  const ports = ["--port", "0", "--pages-port", "0", "--evm-port", "0"];
  const words = [...ports, "--folder", home, "--block-time", `${blockTime}`, "--blocks", "20000"];
  const child = spawn(process.execPath, ["--import", "tsx", "scripts/start.ts", ...words], { cwd: ROOT });
  let printed = "";
  for (const stream of [child.stdout!, child.stderr!]) stream.on("data", (chunk) => (printed += chunk));
  await printing(child, () => printed, "Ctrl-C ends it");
  const url = /http:\S+\/vote\/#\S+/.exec(printed)![0];
  const organise = /http:\S+\/organise\/#\S+/.exec(printed)![0];
  const rpc = /EVM\s+(http\S+)/.exec(printed)![1]!;
  const contract = /processes\s+(0x\S+)/.exec(printed)![1] as Hex;
  const link = parseElectionLink(new URL(url).hash);
  const client = createNodeClient(link.nodes[0]!);
  return {
    url,
    link,
    organise,
    rpc,
    contract,
    client,
    voter: (number) => join(home, "voters", `voter-${`${number}`.padStart(2, "0")}.json`),
    async end() {
      const organiser = createWalletClient({
        account: mnemonicToAccount(ANVIL),
        chain: foundry,
        transport: http(rpc),
      }).extend(publicActions);
      await setStatus(organiser, contract, link.processId, Status.ENDED);
      for (const end = performance.now() + PATIENCE; ; await sleep(200)) {
        if ((await client.process(link.processId)).phase === "counted") return client.results(link.processId);
        if (performance.now() > end) throw new Error("the votes were not counted");
      }
    },
    log: () => printed + readFileSync(join(home, "log.jsonl"), "utf8"),
    async close() {
      child.kill("SIGINT");
      if (child.exitCode === null) await once(child, "exit");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
