// The commands of people who talk to a node, against a real one: its service, its ordering, its store, on a chain of real rules and proofs.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkReceipt, decodeReceipt } from "../../src/api/index.js";
import { encodeNamedEnvelope } from "../../src/ballot/index.js";
import { type Hex, toHex } from "../../src/bytes/index.js";
import { Census, identityFromJson, writeSnapshot } from "../../src/census/index.js";
import { createVerifier, type Verifier } from "../../src/groth16/index.js";
import { encodeTransaction, genesisText, type NamedVote } from "../../src/ledger/index.js";
import { Status } from "../../src/process/index.js";
import { psephos, psephosJson } from "../support/cli.js";
import { namedVote } from "../support/ledger/votes.js";
import { ORACLES } from "../support/ledger/world.js";
import { type Change, type ChangingDoor, openProxy } from "../support/node/proxy.js";
import { type NodeOfChain, startNode } from "../support/node/written-chain.js";
import { censusCircuit } from "../voter/support.js";
import {
  BY_NAME,
  BY_NAME_CENSUS,
  KEY,
  VOTERS,
  type WrittenElections,
  writeElections,
} from "./node-elections.js";
import { reading } from "./node-reading.js";

const INTERVAL = 20;

describe("cli: at a node", function () {
  this.timeout(60_000);
  let folder = "";
  let verifier: Verifier;
  let node: NodeOfChain;
  let url = "";
  let { world, members, sealed, named, counted, ending, waiting, registering, starting } =
    {} as WrittenElections;
  const proxies: ChangingDoor[] = [];

  const path = (name: string) => join(folder, name);
  const read = (name: string) => readFileSync(path(name), "utf8").replace(/\n$/, "");
  const run = (...args: string[]) => psephosJson(args, folder);
  const genesisHash = () => toHex(world.genesis.hash);
  const atNode = () => ["--node", url, "--genesis-hash", genesisHash()];

  async function envelope(
    file: string,
    id: Hex,
    voter: number,
    change: Partial<NamedVote> & { votes?: number[] } = {},
  ) {
    const {
      kind: _,
      censusRoot: __,
      ...vote
    } = await namedVote(world, id, VOTERS[voter]!, {
      ...BY_NAME.member(voter),
      ...change,
    });
    writeFileSync(path(file), `${encodeNamedEnvelope(vote)}\n`);
  }

  const { XDG_CACHE_HOME: cache } = process.env;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "psephos at node "));
    process.env.XDG_CACHE_HOME = path("cache");
    await run("identity", "new");
    const { commitment } = identityFromJson(read("identity.json"));
    const { verificationKey } = await censusCircuit();
    verifier = await createVerifier(verificationKey);
    const elections = await writeElections(verifier, commitment);
    ({ world, members, sealed, named, counted, ending, waiting, registering, starting } = elections);
    node = await startNode(path("node"), world, elections.files, INTERVAL);
    url = await node.open();
    writeFileSync(path("genesis.json"), genesisText(world.genesis));
  });

  after(async () => {
    if (cache === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = cache;
    for (const proxy of proxies) proxy.close();
    await node?.close();
    await verifier?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("shows results as bars, and live until a vote is counted", async () => {
    const soon = run(
      "results",
      ...atNode(),
      "--process-id",
      ending,
      "--watch",
      "--every",
      "1",
      "--out",
      "ending.json",
    );
    const { code, stdout } = await psephos(
      ["results", ...atNode(), "--process-id", counted, "--out", "counted.json"],
      folder,
    );
    assert.equal(code, 0);
    assert.match(stdout, /1 vote counted by the voting chain/);
    assert.match(stdout, /Question 1: What becomes of the mill\?/);
    assert.match(stdout, /A school +█{28} 2 +100\.0 %/);
    assert.equal(JSON.parse(read("counted.json")).questions[0].results[1].count, "2");
    const watched = await soon;
    assert.deepEqual([watched.code, watched.json.phase, watched.json.counted], [0, "counted", 0]);
    const open = await run("results", ...atNode(), "--process-id", named);
    assert.deepEqual([open.code, open.json.phase, open.json.results], [0, "open", null]);
  });

  /** Another address of the node, whose answers `change` may replace; undefined never comes. */
  async function through(change: Change): Promise<string> {
    const proxy = await openProxy(url, change);
    proxies.push(proxy);
    return proxy.url;
  }

  const vote = (at: string, ...args: string[]) => [
    ...["vote", "a school", "--node", at, "--process-id", sealed],
    ...["--genesis-hash", genesisHash(), "--insecure", ...args],
  ];
  const send = (file: string, at: string, ...args: string[]) => [
    ...["vote", "send", file, "--node", at, "--genesis-hash", genesisHash(), ...args],
  ];

  it("seals for no key that the keykeepers did not confirm", async () => {
    const hiding = await through((at, text) => (at.startsWith("/v1/blocks") ? "" : text));
    const { code, json } = await run(...vote(hiding, "--out", "early.json"));
    assert.deepEqual([code, json.error.code], [1, "seal/unconfirmed"]);
    const own = await through((at, text) =>
      at.endsWith("/keys") ? text.replace('"round":0', '"round":1') : text,
    );
    const other = await run(...vote(own, "--out", "early.json"));
    assert.deepEqual([other.code, other.json.error.code], [1, "seal/proof"]);
    assert.ok(!existsSync(path("early.json")));
  });

  it("casts a sealed anonymous vote, and gets a receipt that checks", async () => {
    const { code, stdout, stderr, json } = await run(...vote(url));
    assert.equal(code, 0, stdout);
    assert.match(stderr, /only 3 voters could have cast a vote of weight 3/);
    assert.match(stderr, /INSECURE/);
    assert.deepEqual([json.sealed, json.checked, json.expectedGenesis], [true, false, true]);
    const { entry } = checkReceipt(world.genesis, decodeReceipt(read("receipt.json")));
    assert.deepEqual([entry.voterId, entry.weight], [json.nullifier, 3n]);
    assert.deepEqual(JSON.parse(read("vote.json")).encryptionKeyIndexes, [0]);
    const again = await run(...vote(url));
    assert.deepEqual([again.code, again.json.error.code], [2, "cli/write"]);
    assert.match(again.json.error.hint, /psephos vote send vote\.json --node /);
    const sent = await run(...send("vote.json", url, "--receipt", "again.json"));
    assert.deepEqual([sent.code, sent.json.receipt.index, sent.json.voterId], [0, 0, json.nullifier]);
    const over = await run(...vote(url, "--process-id", counted));
    assert.equal(over.json.error.code, "cli/write");
  });

  it("sends an envelope by name, and says which number replaces it", async () => {
    await envelope("first.json", named, 0, { votes: [1] });
    const first = await run(...send("first.json", url, "--receipt", "first-receipt.json"));
    assert.equal(first.code, 0, first.stdout);
    await envelope("second.json", named, 0, { votes: [2] });
    const second = await run(...send("second.json", url, "--receipt", "second-receipt.json"));
    assert.deepEqual([second.code, second.json.error.code], [1, "ledger/superseded"]);
    assert.match(second.json.error.hint, /--overwrite 1 --force/);
    assert.ok(!existsSync(path("second-receipt.json")));
    const check = ["receipt", "check", "first-receipt.json", "--genesis", "genesis.json"];
    const alone = await run(...check);
    assert.deepEqual([alone.code, alone.json.recorded, alone.json.node], [0, true, null]);
    const counts = await run(...check, "--node", url);
    assert.equal(counts.code, 0, counts.stdout);
    assert.match(counts.json.node.what, /still has the vote at place 0, and it counts/);
    await envelope("third.json", named, 0, { votes: [3], nonce: 1 });
    assert.equal((await run(...send("third.json", url, "--receipt", "third-receipt.json"))).code, 0);
    const replaced = await run(...check, "--node", url);
    assert.deepEqual([replaced.code, replaced.json.node.agrees], [0, true]);
    assert.match(replaced.json.node.what, /A later vote of the same voter counts/);
    const last = await run(...send("first.json", url, "--receipt", "last.json"));
    assert.match(last.json.error.hint, /takes no further vote/);
  });

  it("casts a vote by name, and warns that it is no secret", async () => {
    writeFileSync(path("account.key"), `${KEY}\n`);
    const cast = (...args: string[]) =>
      run("vote", "2", ...atNode(), "--process-id", named, "--out", "by-name.json", ...args);
    const nobody = await cast("--receipt", "by-name-receipt.json");
    assert.deepEqual([nobody.code, nobody.json.error.code], [2, "cli/usage"]);
    writeFileSync(path("members.psc"), writeSnapshot(BY_NAME_CENSUS));
    writeFileSync(path("others.psc"), writeSnapshot(new Census(3, [{ commitment: 5n, weight: 2n }])));
    const own = ["--account", "account.key", "--receipt", "by-name-receipt.json", "--census"];
    const other = await cast(...own, "others.psc");
    assert.deepEqual([other.code, other.json.error.code], [1, "voter/census-root"]);
    const { code, stderr, stdout, json } = await cast(...own, "members.psc");
    assert.equal(code, 0, stdout);
    assert.match(stderr, /this vote is not secret: everybody sees what 0x[0-9a-f]{40} voted/);
    const { entry } = checkReceipt(world.genesis, decodeReceipt(read("by-name-receipt.json")));
    assert.deepEqual([entry.voterId, entry.weight], [json.voterId, 2n]);
  });

  it("registers an account for an anonymous vote", async () => {
    const register = (...args: string[]) =>
      run("register", registering, "--account", "account.key", "--census", "members.psc", ...args);
    const { code, stdout, json } = await register("--node", url);
    assert.deepEqual([code, json.sent?.state], [0, "recorded"], stdout);
    const again = await register("--node", url, "--force");
    assert.deepEqual([again.code, again.json.sent?.state], [0, "recorded"], again.stdout);
    const { json: shown } = await run("results", ...atNode(), "--process-id", registering);
    assert.equal(shown.phase, "waiting");
    const early = await run(
      "vote",
      "1",
      ...atNode(),
      "--process-id",
      registering,
      "--out",
      "e.json",
      "--receipt",
      "e",
    );
    assert.deepEqual([early.code, early.json.error.code], [1, "voter/not-open"]);
  });

  it("registers, waits until voting begins, and votes by the census that the chain made", async () => {
    const identity = ["--identity", "registered.json"];
    await run("identity", "new", "--out", "registered.json");
    const registered = await run(
      ...[
        "register",
        starting,
        "--account",
        "account.key",
        ...identity,
        "--out",
        "starting.json",
        ...atNode(),
      ],
    );
    assert.deepEqual([registered.code, registered.json.weight], [0, "2"], registered.stdout);
    const cast = (...args: string[]) =>
      run(
        ...["vote", "a school", ...atNode(), "--process-id", starting, ...identity, "--insecure"],
        ...["--out", "started.json", "--receipt", "started-receipt.json", ...args],
      );
    assert.equal((await cast()).json.error.code, "voter/not-open");
    const voting = cast("--until-start");
    const { sequence } = world.process(starting).record;
    for (const oracle of ORACLES.slice(0, 2)) {
      const said = { kind: "status", status: Status.READY } as const;
      const word = await world.attestation(starting, sequence, said, oracle);
      await node.ordering.submit(encodeTransaction(word));
    }
    const { code, json, stdout, stderr } = await voting;
    assert.equal(code, 0, stdout + stderr);
    assert.deepEqual([json.weight, json.anonymitySet.size, json.anonymitySet.proven], ["2", 1, true]);
    const { entry, record } = checkReceipt(world.genesis, decodeReceipt(read("started-receipt.json")));
    assert.deepEqual([entry.voterId, entry.weight, record.registry.size], [json.nullifier, 2n, 1]);
  });

  it("believes no receipt that does not prove the vote, and no node that contradicts one", async () => {
    const text = read("third-receipt.json");
    const { height, signature } = decodeReceipt(text).head;
    const spoilt = text.replace(signature, `0x${"00".repeat(64)}`);
    writeFileSync(path("spoilt.json"), spoilt);
    const refused = await run("receipt", "check", "spoilt.json", "--genesis", "genesis.json");
    assert.deepEqual([refused.code, refused.json.error.code], [1, "api/head"]);
    const lying = await through((at, answer) => (at.includes("/v1/votes") ? spoilt : answer));
    const sent = await run(...send("third.json", lying, "--receipt", "lie.json"));
    assert.deepEqual([sent.code, sent.json.error.code, existsSync(path("lie.json"))], [1, "api/head", false]);
    const rewriting = await through((at, answer) =>
      at.startsWith(`/v1/blocks?from=${height}&count=1&`)
        ? answer.replace(/"0x[0-9a-f]{64}"/, `"0x${"11".repeat(32)}"`)
        : answer,
    );
    const found = await psephos(
      ["receipt", "check", "third-receipt.json", "--genesis", "genesis.json", "--node", rewriting],
      folder,
    );
    assert.equal(found.code, 1);
    assert.match(found.stdout, /another state root than was signed/);
    const rules = await through((at, answer) =>
      at.startsWith("/v1/processes/") ? answer.replace('"maxValue":3', '"maxValue":2') : answer,
    );
    const shown = await run(...send("third.json", rules, "--receipt", "rules.json"));
    assert.deepEqual([shown.code, shown.json.error.code], [1, "lightclient/process"]);
    const elsewhere = await run("node", "status", "--node", url, "--genesis-hash", `0x${"22".repeat(32)}`);
    assert.deepEqual([elsewhere.code, elsewhere.json.error.code], [1, "api/genesis"]);
  });

  it("asks a busy node again, and tells an interrupted voter how to go on", async () => {
    const busy = await node.open({ processRate: 1, wait: 1 });
    await envelope("one.json", named, 1);
    await envelope("two.json", named, 2);
    for (const name of ["one", "two"]) {
      const { code, stdout } = await run(...send(`${name}.json`, busy, "--receipt", `${name}-receipt.json`));
      assert.equal(code, 0, stdout);
    }
    await envelope("cut.json", named, 3);
    let arrived = () => {};
    const silent = await through((at, text) => {
      if (!at.startsWith("/v1/votes")) return text;
      arrived();
      return undefined;
    });
    const sent = new Promise<void>((done) => {
      arrived = done;
    });
    const cut = psephos(send("cut.json", silent, "--receipt", "cut-receipt.json"), folder);
    await Promise.race([sent, cut]);
    process.listeners("SIGINT").at(-1)!("SIGINT");
    const { code, stderr } = await cut;
    assert.equal(code, 130);
    assert.match(stderr, /psephos vote send cut\.json --node http/);
    const late = await run(...send("cut.json", url, "--receipt", "late.json", "--delay", "2592001"));
    assert.match(late.json.error.message, /--delay.*It is at most 2592000/);
    const words = send("cut.json", url, "--receipt", "cut-receipt.json", "--delay", "1");
    const later = await psephos(words, folder);
    assert.equal(later.code, 0, later.stderr);
    assert.match(later.stderr, /Waiting for a random moment within 1 s/);
  });

  it("goes on with another node when one is down or lies, and confirms with the others", async () => {
    const down = "http://127.0.0.1:9";
    const lying = await through((at, text) =>
      /^\/v1\/(votes|receipts)/.test(at)
        ? text.replace(/"stateRoot":"0x[0-9a-f]{64}"/, `"stateRoot":"0x${"11".repeat(32)}"`)
        : text,
    );
    const second = await node.open();
    const nodes = (...urls: string[]) => urls.flatMap((one) => ["--node", one]);
    const words = ["vote", "send", "cut.json", "--genesis-hash", genesisHash()];
    const sent = await run(...words, ...nodes(down, lying, url, second), "--receipt", "several.json");
    assert.equal(sent.code, 0, sent.stdout);
    checkReceipt(world.genesis, decodeReceipt(read("several.json")));
    assert.deepEqual(sent.json.confirmed, [url, second]);
    for (const bad of [down, lying]) assert.ok(sent.stderr.includes(`${new URL(bad).host}: `), sent.stderr);
    assert.match(sent.stderr, /does not show the vote/);
    const seen = await run(...words, ...nodes(url, second), "--relay", url, "--receipt", "seen.json");
    assert.deepEqual([seen.json.error.code, existsSync(path("seen.json"))], ["cli/usage", false]);
    const forgotten = await run(...words, ...nodes(lying), "--receipt", "none.json");
    assert.deepEqual([forgotten.json.error.code, existsSync(path("none.json"))], ["gateways/none", false]);
    const only = [...nodes(lying, lying), "--only-named", "--receipt", "none.json"];
    const none = await run(...words, ...only);
    assert.deepEqual([none.code, existsSync(path("none.json"))], [1, false]);
    assert.ok(none.json.error.hint.includes(`--node ${lying} --node ${lying}`), none.json.error.hint);
  });

  reading({
    path,
    read,
    run,
    atNode,
    at: () => ({ folder, url, node, world, members, named, waiting, genesisHash: genesisHash() }),
  });
});
