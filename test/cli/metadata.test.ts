import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bytesToHex } from "@noble/hashes/utils.js";
import { contentHash, encodeMetadata, encryptMetadata, newMetadataKey } from "../../src/process/index.js";
import { example } from "../process/metadata-samples.js";
import { psephos, psephosJson } from "../support/cli.js";

describe("cli: metadata", () => {
  const bytes = encodeMetadata(example);
  const hash = contentHash(bytes);
  const key = newMetadataKey();
  const params = {
    mode: { autoStart: true },
    censusOrigin: "OFF_CHAIN_TREE",
    startBlock: 1,
    blockCount: 100,
    questionCount: 2,
    maxCount: 2,
    maxValue: 2,
    metadata: `https://example.org/metadata.json!${hash}`,
    censusRoot: `0x${"11".repeat(32)}`,
    censusUri: "https://example.org/census.psc",
  };
  let folder = "";
  const run = (...args: string[]) => psephosJson(["metadata", ...args], folder);
  const put = (name: string, content: string | Uint8Array) => writeFileSync(join(folder, name), content);

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "psephos metadata "));
    put("metadata.json", bytes);
    put("sealed.json", encryptMetadata(example, key));
    put("key.txt", `${bytesToHex(key)}\n`);
    put("params.json", JSON.stringify(params));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("checks a file and says which parameters it asks for", async () => {
    const { code, json } = await run("check", "metadata.json");
    assert.equal(code, 0);
    assert.deepEqual(json.ballot, { questionCount: 2, maxCount: 2, maxValue: 2 });
    assert.deepEqual([json.hash, json.paramsChecked, json.choices], [hash, false, [2, 3]]);
    const shown = await psephos(["metadata", "check", "metadata.json", "--params", "params.json"], folder);
    assert.match(shown.stdout, /The metadata and the parameters agree\.[\s\S]*maxValue +2/);
  });

  it("refuses parameters that do not fit, and names the file and the place", async () => {
    put("other.json", JSON.stringify({ ...params, maxValue: 1 }));
    const { code, json } = await run("check", "metadata.json", "--params", "other.json");
    assert.deepEqual([code, json.error.code], [1, "process/metadata-params"]);
    assert.match(json.error.message, /^metadata\.json: [\s\S]*maxValue of 2, but the process has 1/);
    put("broken.json", JSON.stringify({ ...example, layout: "toString" }));
    assert.equal((await run("check", "broken.json")).json.error.code, "process/metadata");
  });

  it("checks encrypted metadata as far as it can be read", async () => {
    const blind = await run("check", "sealed.json");
    assert.deepEqual([blind.code, blind.json.questionsChecked], [0, false]);
    assert.match(blind.stderr, /questions were not checked/);
    const open = await run("check", "sealed.json", "--metadata-key", "key.txt");
    assert.deepEqual([open.code, open.json.questionsChecked, open.json.encrypted], [0, true, true]);
    put("no-key.txt", "secret words");
    const noKey = await run("check", "sealed.json", "--metadata-key", "no-key.txt");
    assert.equal(noKey.json.error.code, "cli/metadata-key");
    assert.ok(!noKey.stdout.includes("secret words"));
  });

  it("prints the hash as it ends a content URI, and the URI", async () => {
    assert.equal((await psephos(["metadata", "hash", "metadata.json"], folder)).stdout, `!${hash}\n`);
    const at = ["https://example.org/metadata.json", "https://example.net/m.json"];
    const { json } = await run("hash", "metadata.json", "--at", ...at);
    assert.deepEqual([json.hash, json.uri], [hash, `${at.join(",")}!${hash}`]);
    const bad = await run("hash", "metadata.json", "--at", "metadata.json");
    assert.deepEqual([bad.code, bad.json.error.code], [1, "process/content-uri"]);
    assert.equal((await run("hash", "params.json")).json.error.code, "process/metadata", "another file");
  });
});
