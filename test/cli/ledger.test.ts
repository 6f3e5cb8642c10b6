// A stranger replays a chain from its file of lines.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Hex, toHex } from "../../src/bytes/index.js";
import { encodeBlockLine, encodeGenesisLine } from "../../src/ledger/index.js";
import { psephos, psephosJson } from "../support/cli.js";
import { person } from "../support/ledger/people.js";
import { namedCensus, namedVote, ruleFacts } from "../support/ledger/votes.js";
import { testGenesis, World } from "../support/ledger/world.js";

describe("cli: ledger replay", () => {
  let folder = "";
  let lines: string[];
  let last: string;
  let id: Hex;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "psephos ledger "));
    const [ada, bob] = ["ada", "bob"].map(person);
    const census = namedCensus([ada!, bob!]);
    const genesis = testGenesis({ censusKeys: [] });
    const world = new World(ruleFacts(), genesis);
    id = await world.declare({ censusRoot: census.root, blockCount: 3 });
    const roots = new Map([[world.ledger.height, world.ledger.stateRoot]]);
    const keep = () => roots.set(world.ledger.height, world.ledger.stateRoot);
    await world.until(world.process(id).start! - 1);
    keep();
    const vote = await namedVote(world, id, ada!, census.member(0));
    await world.block(vote, vote);
    keep();
    await world.until(world.process(id).end!);
    keep();
    last = toHex(world.ledger.stateRoot);
    lines = [
      encodeGenesisLine(genesis),
      ...world.blocks.map(({ height, transactions }) => {
        const root = roots.get(height);
        return encodeBlockLine({ height, transactions, stateRoot: root ? toHex(root) : null });
      }),
    ];
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const file = (content: readonly string[]): string => {
    const path = join(folder, "chain.jsonl");
    writeFileSync(path, `${content.join("\n")}\n`);
    return path;
  };

  it("prints height, root, counts and results", async () => {
    const { code, json } = await psephosJson(["ledger", "replay", file(lines), "--root", last]);
    assert.equal(code, 0);
    assert.equal(json.stateRoot, last);
    assert.equal(json.height, lines.length - 1);
    const [process] = json.processes;
    assert.deepEqual(
      [process.processId, process.phase, process.votes, process.counted],
      [id, "counted", 1, 1],
    );
    assert.equal(process.results.questions[0].results[1].count, "1");
    const { stdout } = await psephos(["ledger", "replay", file(lines)]);
    assert.match(stdout, /1 vote, 1 counted/);
  });

  it("names the first block whose root differs, and stops where it is told", async () => {
    const told = lines.map((line, i) =>
      i === 4 ? line.replace(/"stateRoot":.*/, `"stateRoot":"0x${"00".repeat(32)}"}`) : line,
    );
    const { code, stderr } = await psephos(["ledger", "replay", file(told)]);
    assert.equal(code, 1);
    assert.match(stderr, /after block 4 is 0x/);
    const until = await psephosJson(["ledger", "replay", file(told), "--until", "3"]);
    assert.deepEqual([until.code, until.json.height], [0, 3]);
  });

  it("refuses lines that are none, and a chain with a gap", async () => {
    for (const [content, code] of [
      [[], "ledger/line"],
      [["{}"], "ledger/line"],
      [[lines[0]!, `${lines[1]!} `], "ledger/line"],
      [[lines[0]!, "[]"], "ledger/line"],
      [[lines[0]!, lines[1]!.replace('"height":1', '"height":0')], "ledger/line"],
      [[lines[0]!.replace("votingChain", "votingchain")], "ledger/genesis"],
      [[lines[0]!, lines[2]!], "ledger/height"],
    ] as const) {
      const run = await psephosJson(["ledger", "replay", file(content)]);
      assert.deepEqual([run.code, run.json.error.code], [1, code]);
    }
  });
});
