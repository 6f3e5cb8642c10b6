/**
 * `npm run chain:demo [-- --validators 4 --voters 12 --port 8800 --folder build/chain-demo --block-time 500 --engine build/cometbft/cometbft]`: a voting chain of several
 * validators on this machine. It declares an anonymous election, casts votes through all of them, checks each receipt by the genesis document alone, kills one
 * validator in the middle, and compares the results of all. Its census key is a development key, with which anyone can forge votes.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createWriteStream, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { makeTestnet, nodeKeys, startTestnet } from "../packages/node/src/main/index.js";
import { checkCommitReceipt, createNodeClient, type NodeClient } from "../src/api/index.js";
import { envelopeHash, resultsFromJson } from "../src/ballot/index.js";
import { scalarToHex } from "../src/bytes/index.js";
import { Output } from "../src/cli/output.js";
import { Failure, PsephosError } from "../src/errors/index.js";
import { Status } from "../src/process/index.js";
import { attest, declareElection, voteOf } from "./chain/election.js";
import { COMETBFT } from "./go/programs.js";

const { values } = parseArgs({
  options: {
    validators: { type: "string", default: "4" },
    voters: { type: "string", default: "12" },
    port: { type: "string", default: "8800" },
    folder: { type: "string", default: "build/chain-demo" },
    "block-time": { type: "string", default: "500" },
    engine: { type: "string", default: COMETBFT.file },
  },
});
const [count, voters] = [Number(values.validators), Number(values.voters)];
const output = new Output(false);
const stopping = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, () => stopping.abort());

const PATIENCE = 120_000;
async function until(what: () => Promise<boolean>, waited: string): Promise<void> {
  const end = performance.now() + PATIENCE;
  while (!(await what().catch(() => false))) {
    if (performance.now() > end) throw new Failure("build/chain", `${waited}: not within two minutes`);
    await sleep(200, undefined, { signal: stopping.signal });
  }
}

const heightOf = async (client: NodeClient) => (await client.chain()).head.height;

async function run(): Promise<void> {
  if (!existsSync(values.engine))
    throw new Failure("build/chain", `there is no engine at ${values.engine}`, {
      hint: "npm run build:cometbft",
    });
  rmSync(values.folder, { recursive: true, force: true });
  mkdirSync(values.folder, { recursive: true });
  const made = await makeTestnet({
    folder: values.folder,
    validators: count,
    port: Number(values.port),
    blockTime: Number(values["block-time"]),
    engine: values.engine,
  });
  const log = createWriteStream(join(values.folder, "log.jsonl"));
  const command = [process.execPath, "--import", "tsx", join(import.meta.dirname, "chain/node.ts")] as const;
  const watcher = { told: (_: string, line: string) => void log.write(`${line}\n`), ended: () => undefined };
  const network = startTestnet(made, command, watcher);
  let again: ReturnType<typeof startTestnet> | undefined;
  try {
    const clients = made.nodes.map(({ url }) => createNodeClient(url));
    const oracles = made.nodes.map(({ home }) => nodeKeys(home).oracle);
    await output.step(`Starting ${count} validators`, () =>
      until(
        async () => (await Promise.all(clients.map((client) => client.health()))).length > 0,
        "the validators start",
      ),
    );
    const quorum = oracles.slice(0, made.genesis.lists.quorum);
    const election = await output.step("Declaring the election", async () => {
      const declared = await declareElection(made.genesis, clients, quorum, voters);
      const open = async (client: NodeClient) => (await client.process(declared.id)).phase === "open";
      await until(
        async () => (await Promise.all(clients.map(open))).every((one) => one),
        "the election opens",
      );
      return declared;
    });
    const voteThrough = async (from: number, to: number, doors: readonly NodeClient[]) => {
      for (let voter = from; voter < to; voter++) {
        const { envelope, text } = await voteOf(election, voter, voter % 4);
        const answer = await doors[voter % doors.length]!.vote(text, { wait: true });
        assert.equal(answer.state, "recorded");
        const { nullifier } = envelope;
        const name = {
          processId: election.id,
          voterId: scalarToHex(nullifier),
          envelopeHash: envelopeHash(envelope),
        };
        // Another node than that which took the vote gives the proof that two thirds agreed on it.
        const receipt = await doors[(voter + 1) % doors.length]!.waitForCommitReceipt(name);
        checkCommitReceipt(made.genesis, receipt);
      }
    };
    const half = Math.ceil(voters / 2);
    await output.step(`${half} votes through all of them, each with a receipt that two thirds signed`, () =>
      voteThrough(0, half, clients),
    );
    const [killed] = network.children.slice(-1);
    if (count >= 4) {
      await output.step("Killing one validator: the others go on", async () => {
        killed!.kill("SIGKILL");
        await once(killed!, "exit");
        const height = await heightOf(clients[0]!);
        await until(async () => (await heightOf(clients[0]!)) > height + 2, "the chain goes on");
      });
      await output.step(`${voters - half} votes through the others`, () =>
        voteThrough(half, voters, clients.slice(0, -1)),
      );
      await output.step("Starting it again: it fetches what it missed", async () => {
        again = startTestnet({ nodes: made.nodes.slice(-1) }, command, watcher);
        const height = await heightOf(clients[0]!);
        await until(
          async () => (await heightOf(clients.at(-1)!)) >= height,
          "the killed validator catches up",
        );
      });
    } else await output.step(`${voters - half} votes more`, () => voteThrough(half, voters, clients));
    const results = await output.step("Ending the election and counting", async () => {
      const statement = { kind: "status", status: Status.ENDED } as const;
      await attest(made.genesis, clients, quorum, { subject: election.id, sequence: 1, statement });
      const counted = async (client: NodeClient) => (await client.process(election.id)).phase === "counted";
      await until(
        async () => (await Promise.all(clients.map(counted))).every((one) => one),
        "the votes are counted",
      );
      return Promise.all(clients.map((client) => client.results(election.id)));
    });
    assert.equal(new Set(results).size, 1, "the validators have different results");
    output.line();
    for (const { value, count: votes } of resultsFromJson(results[0]!).questions[0]!.results)
      output.field(`choice ${value}`, votes);
    output.line(
      `All ${count} validators have these results. Their folders and the log are in ${values.folder}.`,
    );
    await election.prover.close();
    await election.verifier.close();
  } finally {
    await Promise.all([network.stop(), again?.stop()]);
    log.end();
  }
}

try {
  await run();
} catch (error) {
  if (!stopping.signal.aborted) {
    process.exitCode = 2;
    if (!(error instanceof PsephosError)) throw error;
    console.error(`Failed: ${error.message} [${error.code}]${error.hint ? `\n  ${error.hint}` : ""}`);
  }
}
