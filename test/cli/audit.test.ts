/** `psephos bundle make` from a chain's log, and `psephos audit`. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Line } from "../../src/audit/index.js";
import { type Hex, toHex } from "../../src/bytes/index.js";
import { encodeBlockLine, encodeGenesisLine, type ToldBlock } from "../../src/ledger/index.js";
import { makePageManifest } from "../../src/process/index.js";
import { toldBlocks } from "../support/audit/bundles.js";
import { Elections, METADATA } from "../support/audit/elections.js";
import { psephos, psephosJson } from "../support/cli.js";

describe("cli: bundles and audits", function () {
  this.timeout(120_000);
  let folder = "";
  let elections: Elections;
  let blocks: ToldBlock[];
  let id: Hex;
  let root: Hex;
  const path = (name: string) => join(folder, name);
  const run = (...args: string[]) => psephosJson(args, folder);

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "psephos-audit-"));
    elections = await Elections.begin();
    id = await elections.serial();
    blocks = await toldBlocks(elections);
    root = blocks.at(-1)!.stateRoot!;
    const lines = [encodeGenesisLine(elections.world.genesis), ...blocks.map(encodeBlockLine)];
    writeFileSync(path("chain.jsonl"), lines.map((line) => `${line}\n`).join(""));
    writeFileSync(path("metadata.json"), METADATA);
    for (const [i, census] of [...elections.censuses.values()].entries())
      writeFileSync(path(`census-${i}.bin`), census);
  });
  after(async () => {
    await elections.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const make = (...more: string[]) =>
    run(
      "bundle",
      "make",
      id,
      "--chain",
      "chain.jsonl",
      "--metadata",
      "metadata.json",
      "--census",
      "census-0.bin",
      ...more,
    );

  it("makes a bundle of a chain's log, the same each time, and never replaces another one", async () => {
    const { code, json } = await make("--census", "census-1.bin");
    assert.equal(code, 0);
    const bytes = readFileSync(path("bundle.zip"));
    assert.equal(json.sha256, createHash("sha256").update(bytes).digest("hex"));
    assert.equal(json.bytes, bytes.length);
    assert.equal(json.height, blocks.length);
    assert.equal((await make("--census", "census-1.bin")).code, 2, "it is there");
    await make("--census", "census-1.bin", "--force");
    assert.deepEqual(readFileSync(path("bundle.zip")), bytes);
  });

  it("says what is missing", async () => {
    const missing = await make("--out", "other.zip");
    assert.equal(missing.code, 1);
    assert.equal(missing.json.error.code, "audit/no-census");
    const neither = await run("bundle", "make", id, "--out", "other.zip");
    assert.equal(neither.json.error.code, "cli/usage");
  });

  it("audits it: lines for people, an object for programs, and the exit code", async () => {
    const unsigned = await run("audit", "bundle.zip");
    assert.equal(unsigned.code, 1, "a chain's log has no signatures");
    assert.equal(unsigned.json.lines.find(({ state }: Line) => state === "wrong").check, "signed");
    const genesisHash = toHex(elections.world.genesis.hash);
    const right = await run("audit", "bundle.zip", "--root", root, "--genesis-hash", genesisHash);
    assert.equal(right.code, 0);
    assert.equal(right.json.ok, true);
    assert.deepEqual(right.json.results, JSON.parse(elections.world.process(id).results!));
    const own = await run("audit", "bundle.zip", "--root", root, "--process-id", id);
    assert.equal(own.code, 0);
    const other = await run("audit", "bundle.zip", "--root", root, "--process-id", genesisHash);
    assert.equal(other.json.lines.find(({ state }: Line) => state === "wrong").check, "process");
    const { stdout, stderr, code } = await psephos(["audit", "bundle.zip", "--root", root], folder);
    assert.equal(code, 0);
    assert.match(stderr, /The bundle alone says which voting chain this is/);
    assert.match(stdout, /^✔ proofs: 4 signatures hold/m);
    assert.match(stdout, /^– contract: The contracts on the EVM were not asked\./m);
    assert.match(stdout, /Nothing is wrong\./);
  });

  it("compares pages, a line after all others", async () => {
    const site = path("site");
    mkdirSync(join(site, "vote"), { recursive: true });
    writeFileSync(join(site, "vote/index.html"), "<!doctype html>");
    writeFileSync(
      join(site, "pages.json"),
      makePageManifest([["vote/index.html", Buffer.from("<!doctype html>")]]),
    );
    const audit = (...more: string[]) =>
      run("audit", "bundle.zip", "--root", root, "--page", "site", ...more);
    const silent = await audit();
    const last = silent.json.lines.at(-1) as Line;
    assert.deepEqual([silent.code, last.check, last.state], [0, "page", "unchecked"]);
    assert.match(last.text, /nobody announced\. The process announces no pages\./);
    const held = await audit("--page-manifest", "site/pages.json");
    assert.deepEqual([held.code, held.json.lines.at(-1).state], [0, "ok"]);
    writeFileSync(join(site, "vote/index.html"), "<!doctype htm!>");
    const wrong = await audit("--page-manifest", "site/pages.json");
    assert.deepEqual([wrong.code, wrong.json.lines.at(-1).code, wrong.json.ok], [1, "audit/page", false]);
    assert.equal((await audit("--node", "http://127.0.0.1:9")).json.error.code, "cli/usage");
  });

  it("names the first wrong line, and cannot audit what is not there", async () => {
    const bytes = readFileSync(path("bundle.zip"));
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(path("damaged.zip"), bytes);
    const { stdout, code } = await psephos(["audit", "damaged.zip"], folder);
    assert.equal(code, 1);
    assert.match(stdout, /Wrong: file\. Do not believe this result\./);
    const none = await run("audit", "none.zip");
    assert.deepEqual([none.code, none.json.error.code], [2, "cli/read"]);
  });
});
