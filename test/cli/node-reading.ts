// What people read of a node, on the chain on which the others have voted: its blocks, its state, what a process is.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { openNode } from "../../src/cli/node-door.js";
import { Output } from "../../src/cli/output.js";
import { encodeTransaction } from "../../src/ledger/index.js";
import { ensureAsOnChain, processAtNode } from "../../src/lightclient/index.js";
import { contentHash, encodeMetadata, Status } from "../../src/process/index.js";
import { psephos, type psephosJson } from "../support/cli.js";
import { shareOf } from "../support/ledger/council.js";
import { QUESTIONS } from "../support/node/questions.js";
import type { NodeOfChain } from "../support/node/written-chain.js";
import type { WrittenElections } from "./node-elections.js";

/** What is there once all has begun. */
interface Place extends Pick<WrittenElections, "world" | "members" | "named" | "waiting"> {
  readonly folder: string;
  readonly url: string;
  readonly node: NodeOfChain;
  readonly genesisHash: string;
}

export interface Reader {
  path(name: string): string;
  read(name: string): string;
  run(...args: string[]): ReturnType<typeof psephosJson>;
  atNode(): string[];
  at(): Place;
}

export function reading({ path, read, run, atNode, at }: Reader): void {
  it("writes the chain to a file that replays, and continues it", async () => {
    const { node } = at();
    const fetchTo = (...args: string[]) =>
      run("ledger", "fetch", ...atNode(), "--out", "fetched.jsonl", ...args);
    const part = await fetchTo("--until", "20");
    assert.deepEqual([part.code, part.json.height], [0, 20], part.stdout);
    writeFileSync(path("fetched.jsonl"), `${read("fetched.jsonl")}\n{"height":21,"transa`);
    const { height } = node.ordering.head;
    const whole = await fetchTo("--until", `${height}`);
    assert.deepEqual([whole.code, whole.json.height], [0, height], whole.stdout);
    const { code, json } = await run(
      ...[
        "ledger",
        "replay",
        "fetched.jsonl",
        "--insecure",
        "--root",
        node.ordering.headAt(height)!.stateRoot,
      ],
    );
    assert.deepEqual([code, json.height, json.refused], [0, height, 0]);
    writeFileSync(path("other.jsonl"), "something else\n");
    const other = await fetchTo("--out", "other.jsonl");
    assert.deepEqual(
      [other.code, other.json.error.code, read("other.jsonl")],
      [2, "cli/write", "something else"],
    );
    const forced = await fetchTo("--out", "other.jsonl", "--until", "3", "--force");
    assert.deepEqual([forced.code, forced.json.height], [0, 3], forced.stdout);
  });

  it("takes the files that a process names from its organiser, and no others", async () => {
    const { url } = at();
    const metadata = encodeMetadata(QUESTIONS);
    writeFileSync(path("metadata.json"), metadata);
    const publish = (file: string) => run("process", "publish", file, "--node", url, "--wait", "2");
    const { code, json, stdout } = await publish("metadata.json");
    assert.deepEqual([code, json.files[0]?.hash], [0, contentHash(metadata)], stdout);
    const other = await publish("account.key");
    assert.deepEqual([other.code, other.json.error.code], [1, "api/refused"]);
  });

  it("shows a node's chain", async () => {
    const { folder, url, named } = at();
    const { code, stdout, stderr } = await psephos(["node", "status", "--node", url], folder);
    assert.equal(code, 0);
    assert.match(stderr, /nothing here checked that/);
    assert.match(stdout, /accepting +yes\n +version +1\.2\.3\n\n7 processes:\n/);
    assert.match(stdout, new RegExp(`${named}\n +open +6 votes from block \\d+, open end\n`));
    const { json } = await run("node", "status", ...atNode());
    assert.deepEqual(
      json.processes.map(({ phase }: { phase: string }) => phase),
      ["open", "open", "counted", "ended", "waiting", "open", "counted"],
    );
    assert.match(stdout, /missing the reveal of keykeeper 3 \(0x[0-9a-f]{40}\)\n/);
  });

  it("says whom a count waits for", async () => {
    const { folder, node, world, members, waiting } = at();
    const show = () => run("results", ...atNode(), "--process-id", waiting, "--out", "opened.json");
    const { stdout } = await psephos(["results", ...atNode(), "--process-id", waiting], folder);
    assert.match(stdout, /phase +ended, waiting for keykeeper 1, 2, 3\n/);
    assert.equal((await show()).json.results, null);
    for (const member of members.members.slice(1))
      await (await node.ordering.submit(encodeTransaction(shareOf(world, waiting, member)))).recorded;
    const { json } = await show();
    assert.deepEqual([json.phase, json.counted, json.results.questions[0].invalid], ["counted", 1, "2"]);
  });

  it("compares what a node shows with the process on chain", async () => {
    const { url, named, genesisHash } = at();
    const context = { output: new Output(true), signal: new AbortController().signal };
    const opened = await openNode(context, { node: url, genesisHash });
    const shown = await processAtNode(opened, named);
    const { params, entity, contract } = shown.declaration;
    const found = { ...params, entity, status: Status.READY, questionIndex: 0 };
    ensureAsOnChain(shown, found, contract);
    const others: [string, Partial<typeof found>][] = [
      ["metadata", { metadata: `${params.metadata.slice(0, -1)}0` }],
      ["census root", { censusRoot: `0x${"01".repeat(32)}` }],
      ["maxValue", { maxValue: 2 }],
      ["envelopeType", { envelopeType: { ...params.envelopeType, uniqueValues: true } }],
      ["question", { questionIndex: 1 }],
    ];
    for (const [name, change] of others)
      assert.throws(() => ensureAsOnChain(shown, { ...found, ...change }, contract), {
        code: "voter/other-process",
        message: new RegExp(` different ${name} `),
      });
    assert.throws(() => ensureAsOnChain(shown, found, `0x${"77".repeat(20)}`), {
      code: "voter/other-process",
    });
  });
}
