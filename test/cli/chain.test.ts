import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestClient, http, publicActions } from "viem";
import { resultsToJson } from "../../src/ballot/index.js";
import { Census, createIdentity, identityToJson, writeSnapshot } from "../../src/census/index.js";
import { contentHash, processId as deriveProcessId, encodeMetadata, scope } from "../../src/process/index.js";
import { example } from "../process/metadata-samples.js";
import { psephos, psephosJson, start } from "../support/cli.js";

/** Waits until a `chain dev --json` has printed where it is. */
const ready = ({ child, output, done }: ReturnType<typeof start>) =>
  new Promise<void>((resolve, reject) => {
    child.stdout.on("data", () => output.stdout.includes("\n}") && resolve());
    done.then(({ stderr }) => reject(new Error(stderr)), reject);
  });

describe("cli: chain, process, results report", () => {
  let folder = "";
  let dev: ReturnType<typeof start>;
  let chain: { rpc: string; processes: string; keys: Record<string, string> };
  let id = "";
  const write = (name: string, value: object) => writeFileSync(join(folder, name), JSON.stringify(value));
  const as = (who: string) => ["--rpc", chain.rpc, "--contract", chain.processes, "--key", chain.keys[who]!];
  const params = {
    mode: { autoStart: true, interruptible: true, dynamicCensus: true },
    censusOrigin: "OFF_CHAIN_TREE_WEIGHTED",
    startBlock: 10,
    blockCount: 100,
    questionCount: 2,
    maxCount: 2,
    maxValue: 2,
    metadata: `https://example.org/metadata.json!${contentHash(encodeMetadata(example))}`,
    censusRoot: `0x${"11".repeat(32)}`,
    censusUri: "https://example.org/census.psc",
  };

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "psephos chain "));
    dev = start(["chain", "dev", "--port", "0", "--keys", "keys", "--json"], folder);
    await ready(dev);
    chain = JSON.parse(dev.output.stdout);
  });
  after(async () => {
    dev.child.kill("SIGINT");
    const { code } = await dev.done;
    rmSync(folder, { recursive: true, force: true });
    assert.equal(code, 0, "Ctrl-C is how it ends");
  });

  it("writes the test accounts' keys for their owner alone", () => {
    for (const file of Object.values(chain.keys))
      assert.equal(statSync(join(folder, file)).mode & 0o777, 0o600);
  });

  it("declares a process and shows it", async () => {
    write("params.json", params);
    writeFileSync(join(folder, "metadata.json"), encodeMetadata(example));
    const created = await psephosJson(
      ["process", "create", "params.json", "--metadata", "metadata.json", ...as("organiser")],
      folder,
    );
    assert.equal(created.code, 0, created.stdout);
    assert.deepEqual(created.json.checked, { metadata: true, questions: true, census: false });
    assert.match(created.stderr, /census file was not checked/);
    id = created.json.processId;
    const { json } = await psephosJson(
      ["process", "show", id, "--rpc", chain.rpc, "--contract", chain.processes],
      folder,
    );
    assert.equal(json.status, "READY");
    assert.equal(json.censusRoot, params.censusRoot);
    assert.deepEqual([json.mode.interruptible, json.mode.preRegister, json.maxValue], [true, false, 2]);
  });

  it("refuses parameters by the contract's rule, a file by its own, and what does not go together", async () => {
    const refused = async (name: string, change: object, ...more: string[]) => {
      write(name, change);
      const run = await psephosJson(["process", "create", name, ...more, ...as("organiser")], folder);
      assert.equal(run.code, 1, run.stdout);
      return run.json.error.code;
    };
    const ruled = { ...params, blockCount: 0, mode: {} };
    assert.equal(await refused("bad.json", ruled), "process/block-count-missing");
    // The attack: an unknown word declared a weighted tree, for good.
    assert.equal(await refused("bad.json", { ...params, censusOrigin: "OFFCHAIN" }), "process/params-file");
    assert.equal(await refused("bad.json", { ...params, censusRoot: "0x11" }), "process/declaration");
    const metadata = ["--metadata", "metadata.json"];
    assert.equal(
      await refused("bad.json", { ...params, maxValue: 3 }, ...metadata),
      "process/metadata-params",
    );
    const census = new Census(7, [{ commitment: 1n, weight: 2n }]);
    writeFileSync(join(folder, "census.psc"), writeSnapshot(census));
    assert.equal(await refused("bad.json", params, ...metadata, "--census", "census.psc"), "census/root");
  });

  it("lets the entity replace the census and end the process, and nobody else", async () => {
    const stranger = await psephosJson(["process", "status", id, "ended", ...as("oracle-1")], folder);
    assert.deepEqual([stranger.code, stranger.json.error.code], [1, "evm/refused"]);
    const root = `0x${"22".repeat(32)}`;
    const malformed = await psephosJson(
      ["process", "census", id, "--root", "0x22", "--uri", "https://example.org/new", ...as("organiser")],
      folder,
    );
    assert.deepEqual([malformed.code, malformed.json.error.code], [1, "process/declaration"]);
    const odd = await psephosJson(["process", "status", id, "results", ...as("organiser")], folder);
    assert.deepEqual([odd.code, odd.json.error.code], [2, "cli/usage"]);
    const census = await psephosJson(
      ["process", "census", id, "--root", root, "--uri", "https://example.org/new", ...as("organiser")],
      folder,
    );
    assert.equal(census.code, 0, census.stdout);
    const serial = await psephosJson(["process", "next-question", id, ...as("organiser")], folder);
    assert.deepEqual([serial.code, serial.json.error.code], [1, "evm/refused"]);
    assert.equal((await psephosJson(["process", "status", id, "ended", ...as("organiser")], folder)).code, 0);
    const { json } = await psephosJson(
      ["process", "show", id, "--rpc", chain.rpc, "--contract", chain.processes],
      folder,
    );
    assert.deepEqual([json.status, json.censusRoot], ["ENDED", root]);
  });

  it("writes the file of a process, and takes no other for a vote, nor a vote when it is over", async () => {
    const declared = {
      ...params,
      mode: { autoStart: true, interruptible: true },
      envelopeType: { anonymous: true },
    };
    write("open.json", { ...declared, censusKey: `0x${"c0".repeat(32)}` });
    const created = await psephosJson(["process", "create", "open.json", ...as("organiser")], folder);
    assert.equal(created.code, 0, created.stdout);
    const at = ["--rpc", chain.rpc, "--contract", chain.processes];
    const show = ["process", "show", created.json.processId, ...at, "--out", "process.json"];
    const shown = await psephosJson(show, folder);
    assert.equal(shown.code, 0, shown.stdout);
    const file = JSON.parse(readFileSync(join(folder, "process.json"), "utf8"));
    assert.deepEqual(file.ballot.maxValue, 2);
    assert.equal(file.contract, chain.processes.toLowerCase());
    const { entity, index, namespace, chainId, processId } = file;
    assert.deepEqual(
      [index, namespace, chainId, file.censusOrigin],
      [1, 1, 31337, "OFF_CHAIN_TREE_WEIGHTED"],
      "the organiser's second process",
    );
    assert.equal(deriveProcessId({ entity, index, namespace, chainId }), processId);
    assert.equal(BigInt(file.scope), scope({ contract: file.contract, processId }));
    assert.ok(!("rollupKeys" in file), "no rollup is open");
    const refused = async (args: string[], code: string) => {
      const run = await psephosJson([...args, ...at], folder);
      assert.deepEqual([run.code, run.json.error?.code], [1, code], run.stdout);
    };
    writeFileSync(join(folder, "identity.json"), identityToJson(createIdentity()));
    writeFileSync(join(folder, "census.psc"), writeSnapshot(new Census(7, [{ commitment: 1n, weight: 2n }])));
    writeFileSync(join(folder, "votes.jsonl"), "{}\n");
    // The attack: a key of somebody else's, or a rule typed wrongly, in a file that looks right.
    for (const change of [
      { censusKey: `0x${"c1".repeat(32)}` },
      { ballot: { ...file.ballot, maxValue: 1 } },
    ]) {
      write("hostile.json", { ...file, ...change });
      for (const args of [
        ["vote", "1,1"],
        ["verify", "votes.jsonl"],
        ["results", "votes.jsonl"],
      ])
        await refused([...args, "--process", "hostile.json"], "voter/other-process");
    }
    const status = (word: string) =>
      psephosJson(["process", "status", created.json.processId, word, ...as("organiser")], folder);
    assert.equal((await status("ended")).code, 0);
    for (const args of [
      ["vote", "1,1"],
      ["verify", "votes.jsonl"],
    ])
      await refused(args, "voter/not-open");
  });

  it("settles results when a quorum of oracles reports the same", async () => {
    const row = {
      invalid: "0",
      results: [
        { value: "0", count: "3" },
        { value: "1", count: "4" },
        { value: "2", count: "0" },
      ],
    };
    const text = resultsToJson({ questions: [row, row] });
    writeFileSync(join(folder, "results.json"), text.trim());
    const report = (who: string) =>
      psephosJson(["results", "report", id, "results.json", "--votes", "7", ...as(who)], folder);
    assert.equal(
      (await report("oracle-1")).json.error.code,
      "ballot/results",
      "not the bytes to be published",
    );
    writeFileSync(join(folder, "results.json"), text);
    const stranger = await report("organiser");
    assert.deepEqual([stranger.code, stranger.json.error.code], [1, "evm/refused"]);
    const at = ["--rpc", chain.rpc, "--contract", chain.processes];
    const show = () => psephosJson(["results", "show", id, ...at], folder);
    const early = await show();
    assert.deepEqual([early.code, early.json.error.code], [1, "cli/no-results"]);
    assert.match(early.json.error.message, /0 of 3 oracles have reported.*2 must report the same/);
    const others = { ...row, results: row.results.map((one) => ({ ...one, count: "1" })) };
    const other = resultsToJson({ questions: [row, others] });
    writeFileSync(join(folder, "other.json"), other);
    await psephosJson(["results", "report", id, "other.json", "--votes", "7", ...as("oracle-3")], folder);
    const first = (await report("oracle-1")).json;
    const counts = ({ agree, disagree, silent }: Record<string, string[]>) =>
      [agree, disagree, silent].map((list) => list!.length);
    assert.deepEqual([first.settled, first.oracles, first.quorum, counts(first)], [false, 3, 2, [1, 1, 1]]);
    const second = (await report("oracle-2")).json;
    assert.deepEqual([second.settled, counts(second)], [true, [2, 1, 0]]);
    const settled = await show();
    assert.equal(settled.code, 0, settled.stdout);
    const named = ["results", "show", id, ...at, "--questions", "metadata.json"];
    const words = (await psephos(named, folder)).stdout;
    for (const { title, choices } of example.questions) {
      assert.ok(words.includes(title.default), words);
      for (const choice of choices) assert.ok(words.includes(choice.title.default), words);
    }
    assert.deepEqual(settled.json.parts, [{ votes: "7", questions: [row, row] }]);
    assert.equal(settled.json.resultsHash, first.resultsHash);
    const { json } = await psephosJson(
      ["process", "show", id, "--rpc", chain.rpc, "--contract", chain.processes],
      folder,
    );
    assert.equal(json.status, "RESULTS");
  });

  it("settles a serial process's results: the invalid ballots and the number of votes of each question", async () => {
    const serial = {
      ...params,
      envelopeType: { serial: true },
      maxCount: 1,
    };
    write("serial.json", serial);
    const created = await psephosJson(["process", "create", "serial.json", ...as("organiser")], folder);
    assert.equal(created.code, 0, created.stdout);
    const { processId } = created.json;
    for (const _ of [0, 1])
      await psephosJson(["process", "next-question", processId, ...as("organiser")], folder);
    const question = (invalid: string) => ({
      invalid,
      results: ["0", "1", "2"].map((value) => ({ value, count: value })),
    });
    const questions = [question("0"), question("5")];
    writeFileSync(join(folder, "serial-results.json"), resultsToJson({ questions }));
    const report = (who: string, votes: string) =>
      psephosJson(
        ["results", "report", processId, "serial-results.json", "--votes", votes, ...as(who)],
        folder,
      );
    const one = await report("oracle-1", "7");
    assert.deepEqual([one.code, one.json.error?.code], [2, "cli/usage"]);
    assert.match(one.json.error.message, /--votes takes 2 numbers/);
    assert.equal((await report("oracle-1", "7,9")).json.settled, false);
    assert.equal((await report("oracle-2", "7,9")).json.settled, true);
    const { json } = await psephosJson(
      ["results", "show", processId, "--rpc", chain.rpc, "--contract", chain.processes],
      folder,
    );
    assert.deepEqual(json.parts, [
      { votes: "7", questions: [questions[0]] },
      { votes: "9", questions: [questions[1]] },
    ]);
  });

  it("makes a block every so many seconds when told to, and none for a transaction", async () => {
    const paced = start(
      ["chain", "dev", "--port", "0", "--block-time", "1", "--keys", "paced-keys", "--json"],
      folder,
    );
    try {
      await ready(paced);
      const { rpc } = JSON.parse(paced.output.stdout);
      const client = createTestClient({ mode: "anvil", transport: http(rpc) }).extend(publicActions);
      const block = () => client.getBlockNumber({ cacheTime: 0 });
      const first = await block();
      const [from, to] = [`0x${"01".repeat(20)}`, `0x${"02".repeat(20)}`] as const;
      await client.impersonateAccount({ address: from });
      await client.setBalance({ address: from, value: 10n ** 18n });
      const hash = await client.sendUnsignedTransaction({ from, to, value: 1n });
      assert.ok((await client.getTransaction({ hash })).blockNumber === null, "it waits for its block");
      const { blockNumber } = await client.waitForTransactionReceipt({ hash, pollingInterval: 50 });
      assert.ok(blockNumber > first);
      const later = await block();
      for (let tries = 0; (await block()) === later && tries < 100; tries++)
        await new Promise((resolve) => setTimeout(resolve, 50));
      assert.equal(await block(), later + 1n, "without any transaction");
    } finally {
      paced.child.kill("SIGINT");
      await paced.done;
    }
  });

  it("makes blocks when told to", async () => {
    const mine = (count: string) => psephosJson(["chain", "mine", count, "--rpc", chain.rpc], folder);
    const [one, ten] = [(await mine("1")).json, (await mine("10")).json];
    assert.deepEqual([one.mined, ten.mined, Number(ten.block) - Number(one.block)], [1, 10, 10]);
    assert.equal((await mine("0")).json.error.code, "cli/usage");
  });

  it("tells a key that is none and a node that is none, and shows neither", async () => {
    writeFileSync(join(folder, "no.key"), "0x1234secret");
    const key = await psephosJson(
      ["process", "status", id, "ready", ...as("organiser").slice(0, -1), "no.key"],
      folder,
    );
    assert.deepEqual([key.code, key.json.error.code], [1, "cli/private-key"]);
    assert.ok(!`${key.stdout}${key.stderr}`.includes("1234secret"));
    const rpc = await psephosJson(
      ["process", "show", id, "--rpc", "http://127.0.0.1:9/token", "--contract", chain.processes],
      folder,
    );
    assert.deepEqual([rpc.code, rpc.json.error.code], [2, "cli/rpc"]);
    assert.ok(!rpc.stdout.includes("token"));
  });
});
