// A voting chain's log in place of a file of votes: the same count, and the same votes for a rollup.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeVoteLine, VotingProcess } from "../../src/ballot/index.js";
import { type Hex, scalarToHex, toHex } from "../../src/bytes/index.js";
import { Census, CensusSnapshot, createIdentity, writeSnapshot } from "../../src/census/index.js";
import { isChainLog } from "../../src/cli/chain-log.js";
import { Output } from "../../src/cli/output.js";
import { processToJson } from "../../src/cli/process-file.js";
import { readAcceptedVotes } from "../../src/cli/rollup/support.js";
import { createFacts } from "../../src/facts/index.js";
import { createProver, createVerifier } from "../../src/groth16/index.js";
import { anonymousVote, encodeBlockLine, encodeGenesisLine } from "../../src/ledger/index.js";
import { keyId } from "../../src/process/index.js";
import { castVote } from "../../src/voter/index.js";
import { psephos, psephosJson } from "../support/cli.js";
import { rejectsCode } from "../support/errors.js";
import { testGenesis, testParams, World } from "../support/ledger/world.js";
import { censusCircuit } from "../voter/support.js";

describe("cli: votes from a voting chain's log", function () {
  this.timeout(120_000);
  let folder = "";
  let process: VotingProcess;
  let lines: string[];
  let stateRoot: Hex;
  const path = (name: string) => join(folder, name);
  const write = (name: string, all: readonly string[]) => {
    writeFileSync(path(name), all.map((line) => `${line}\n`).join(""));
    return path(name);
  };
  const results = (file: string, ...more: string[]) =>
    psephosJson(["results", file, "--insecure", "--force", ...more], folder);

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "psephos chain log "));
    const circuit = await censusCircuit();
    await using prover = await createProver(circuit);
    await using verifier = await createVerifier(circuit.verificationKey);
    const identities = [createIdentity(), createIdentity(), createIdentity()];
    const entries = identities.map(({ commitment }, i) => ({ commitment, weight: BigInt(i + 2) }));
    const census = new CensusSnapshot(writeSnapshot(new Census(7, entries)));
    const censusKey = keyId("census-7", verifier.keyHash);

    const censusKeys = [{ circuit: "census-7", depth: 7, keyHash: verifier.keyHash }];
    const facts = createFacts({ verifiers: [{ circuit: "census-7", verifier }], insecure: true });
    const world = new World(facts, testGenesis({ censusKeys }));
    const params = testParams({
      ...{ censusRoot: scalarToHex(census.root), censusKey, envelopeType: { anonymous: true } },
      ...{ maxVoteOverwrites: 1, blockCount: 4 },
    });
    const { id, declaration } = world.declaration(params);
    await world.attest(id, { kind: "declared", declaration, snapshot: null });
    const { maxCount, maxValue, maxVoteOverwrites } = params;
    process = new VotingProcess({
      ...{ contract: declaration.contract, processId: id, circuit: "census-7", censusKey },
      ...{ censusRoot: census.root, maxVoteOverwrites },
      ballot: { maxCount, maxValue },
    });
    const cast = async (voter: number, value: number, overwrite = 0) => {
      const vote = { process, identity: identities[voter]!, census, votes: [value], overwrite };
      const { envelope } = await castVote(vote, { prover, verifier }, { insecure: true });
      return anonymousVote(envelope);
    };
    await world.until(world.process(id).start! - 1);
    await world.take(await cast(0, 1), await cast(1, 3), await cast(2, 1));
    const [late, again] = [await cast(1, 0), await cast(1, 2, 1)];
    // A block may have a vote that its rules refuse: it changes nothing.
    await world.block(late, again);
    await world.until(world.process(id).end!);
    stateRoot = toHex(world.ledger.stateRoot);
    const last = world.ledger.height;
    lines = [
      encodeGenesisLine(world.genesis),
      ...world.blocks.map((block) =>
        encodeBlockLine({ ...block, stateRoot: block.height === last ? stateRoot : null }),
      ),
    ];
    write("chain.jsonl", lines);
    writeFileSync(path("process.json"), processToJson(process));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const read = (name: string, of = process) =>
    readAcceptedVotes({ output: new Output(true), signal: new AbortController().signal }, path(name), of, {
      insecure: true,
    });

  it("are for a rollup those of a file of accepted votes, whose ballots and proofs hold", async () => {
    assert.deepEqual([await isChainLog(path("chain.jsonl")), await isChainLog(folder)], [true, false]);
    const votes = await read("chain.jsonl");
    assert.equal(votes.length, 3);
    write("votes.jsonl", votes.map(encodeVoteLine));
    assert.equal(await isChainLog(path("votes.jsonl")), false);
    assert.deepEqual(await read("votes.jsonl"), votes);
  });

  it("are counted as that file is", async () => {
    const ofChain = await results("chain.jsonl", "--out", "of-chain.json");
    assert.equal(ofChain.code, 0, ofChain.stderr);
    const { json } = ofChain;
    assert.deepEqual([json.counted, json.refused, json.stateRoot], [3, [], stateRoot]);
    assert.deepEqual(
      json.results.questions[0].results.map(({ count }: { count: string }) => count),
      ["0", "6", "3", "0"],
    );
    const ofFile = await results("votes.jsonl", "--out", "of-file.json");
    assert.deepEqual([ofFile.code, ofFile.json.results], [0, json.results]);
    const document = readFileSync(path("of-chain.json"), "utf8");
    assert.equal(document, readFileSync(path("of-file.json"), "utf8"));
    const { stdout } = await psephos(["results", "chain.jsonl", "--insecure", "--force"], folder);
    assert.match(stdout, /3 votes counted by the voting chain; written to results\.json/);
    assert.match(stdout, new RegExp(`state root +${stateRoot}`));
  });

  it("are refused under an insecure key, before the count, of another process, or with another root", async () => {
    const unasked = await psephosJson(["results", "chain.jsonl", "--out", "none.json"], folder);
    assert.deepEqual([unasked.code, unasked.json.error.code], [1, "process/insecure-key"]);
    write("early.jsonl", lines.slice(0, -1));
    write("forged.jsonl", [...lines.slice(0, -1), lines.at(-1)!.replace(stateRoot, `0x${"00".repeat(32)}`)]);
    const other = process.with({ processId: `0x${"b2".repeat(32)}` });
    writeFileSync(path("other.json"), processToJson(other));
    const overwrites = process.with({ maxVoteOverwrites: 2 });
    writeFileSync(path("rules.json"), processToJson(overwrites));
    for (const [code, file, as, of] of [
      ["ledger/not-counted", "early.jsonl", "process.json", process],
      ["ledger/other-root", "forged.jsonl", "process.json", process],
      ["ledger/no-process", "chain.jsonl", "other.json", other],
      ["voter/other-process", "chain.jsonl", "rules.json", overwrites],
    ] as const) {
      const run = await results(file, "--process", as);
      assert.deepEqual([run.code, run.json.error.code], [1, code]);
      await rejectsCode(code, read(file, of));
    }
  });
});
