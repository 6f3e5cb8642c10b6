// With a real Kubo, by hand: npm run test:kubo. What `publish` pins, Kubo has under the same CIDs, and its gateway's blocks are read again.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import {
  createContentFetcher,
  PROFILES,
  placesOf,
  placesOfPages,
  publishFiles,
} from "../../../packages/node/src/network/index.js";
import { contentHash, makePageManifest } from "../../../src/process/index.js";
import { psephosJson } from "../../support/cli.js";
import { rejectsCode } from "../../support/errors.js";
import { ADD_WAYS, type RunningKubo, startKubo } from "../../support/kubo.js";
import { ruleFacts } from "../../support/ledger/votes.js";
import { World } from "../../support/ledger/world.js";
import { until } from "../until.js";

describe("node: files on IPFS, with a real Kubo", function () {
  this.timeout(120_000);
  let folder: string;
  let kubo: RunningKubo;
  let api: string;
  let gateway: string;
  const ipfs = (...args: string[]): string => kubo.ipfs(...args);

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "psephos-publish-kubo-"));
    kubo = await startKubo();
    ({ api } = kubo);
    gateway = `http://127.0.0.1:${kubo.port}/ipfs/`;
  });
  after(async () => {
    await kubo?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const bytes = Buffer.from(Array.from({ length: 2_500_000 }, (_, i) => (i * 31 + (i >> 8)) & 0xff));

  for (const profile of PROFILES)
    it(`pins what \`ipfs add\` would make, and reads it back from the gateway's blocks: ${profile}`, async () => {
      const path = join(folder, `file-${profile}`);
      await writeFile(path, bytes);
      const [file] = await publishFiles([path], { profile, kubo: { url: api } });
      assert.equal(file!.cid, ipfs("add", "-Q", "--only-hash", ...ADD_WAYS[profile], path));
      assert.match(ipfs("pin", "ls", "--type=recursive"), new RegExp(file!.cid));
      const places = await placesOf(file!.uri, { gateways: [gateway], maxBytes: 2 ** 22, timeout: 10_000 });
      assert.deepEqual(places, [
        { place: `ipfs://${file!.cid} at ${gateway}`, bytes: bytes.length, problem: null },
      ]);
    });

  /** A folder with folders in it, an empty one, a large file, names that order differently as bytes, and what is left out. */
  async function makeFolder(path: string): Promise<void> {
    await mkdir(join(path, "empty"), { recursive: true });
    await mkdir(join(path, "vote"));
    await mkdir(join(path, "many"));
    await mkdir(join(path, ".hidden"));
    const files = [
      "a-b.js",
      "a.js",
      "a_b.js",
      "vote/index.html",
      "vote/é.txt",
      ".left-out",
      ".hidden/x",
      "B",
    ];
    for (const name of files) await writeFile(join(path, name), name);
    await writeFile(join(path, "vote/large"), bytes);
    for (let i = 0; i < 1500; i++)
      await writeFile(join(path, "many", `file-${i}-${"x".repeat(180)}`), `${i}`);
  }

  for (const profile of PROFILES)
    it(`gives a folder the CID of \`ipfs add -r\`, pins it, and says from where its pages can be had: ${profile}`, async () => {
      const path = join(folder, `pages-${profile}`);
      await makeFolder(path);
      const listed = [["vote/index.html", Buffer.from("vote/index.html")]] as const;
      await writeFile(join(path, "pages.json"), makePageManifest(listed));
      const [added] = await publishFiles([path], { profile, kubo: { url: api } });
      assert.equal(added!.cid, ipfs("add", "-Q", "-r", "--only-hash", ...ADD_WAYS[profile], path));
      assert.match(ipfs("pin", "ls", "--type=recursive"), new RegExp(added!.cid));
      const options = { gateways: [gateway], maxBytes: 2 ** 22, timeout: 10_000 };
      assert.deepEqual(await placesOfPages(added!.pages!, options), [
        { place: `ipfs://${added!.cid}/ at ${gateway}`, bytes: "vote/index.html".length, problem: null },
      ]);
      assert.equal(ipfs("cat", `/ipfs/${added!.cid}/vote/é.txt`), "vote/é.txt");
    });

  it("gives the built pages the CID of `ipfs add -r`, and serves each file as it is announced", async function () {
    const pages = join(import.meta.dirname, "..", "..", "..", "build", "web");
    if (!existsSync(join(pages, "pages.json"))) this.skip();
    const [added] = await publishFiles([pages], { profile: "unixfs-v1-2025", kubo: { url: api } });
    assert.equal(added!.cid, ipfs("add", "-Q", "-r", "--only-hash", ...ADD_WAYS["unixfs-v1-2025"], pages));
    const options = { gateways: [gateway], maxBytes: 2 ** 22, timeout: 10_000 };
    const [place] = await placesOfPages(added!.pages!, options);
    assert.equal(place!.problem, null);
    const { code, json } = await psephosJson([
      ...["audit", "--page", `${gateway}${added!.cid}/vote/`, "--page-manifest", join(pages, "pages.json")],
    ]);
    assert.equal(code, 0, JSON.stringify(json));
  });

  it("is given what a node keeps, under the CIDs of the process, and gives it to another node", async () => {
    const content = new TextEncoder().encode('{"title":"published by a node"}');
    const cid = kubo.cidOf(content, "--cid-version=1");
    const hash = contentHash(content);
    const world = new World(ruleFacts());
    const uri = `ipfs://${cid}!${hash}`;
    await world.declare({ metadata: uri, censusUri: uri });
    const kept = (files: Map<string, Uint8Array>) => ({
      get: async (name: string) => {
        const file = files.get(name);
        return file && { stream: () => Readable.from([file]) };
      },
      put: async (file: Uint8Array) => void files.set(contentHash(file), file),
    });
    const log = { info: () => {}, warn: () => {} };
    const state = () => world.ledger.state;
    const one = createContentFetcher({
      content: kept(new Map([[hash, content]])),
      state,
      log,
      kubo: { url: api },
    });
    one.start();
    await until("it is pinned", () => ipfs("pin", "ls", "--type=recursive").includes(cid), 20_000);
    await one.stop();
    const files = new Map<string, Uint8Array>();
    const two = createContentFetcher({ content: kept(files), state, log, gateways: [gateway] });
    two.start();
    await until("the other node has it", () => files.has(hash), 20_000);
    await two.stop();
    assert.deepEqual(Buffer.from(files.get(hash)!), Buffer.from(content));
  });

  it("that is not there, or refuses, is told", async () => {
    const path = join(folder, "small");
    await writeFile(path, "x");
    const publish = (url: string) => () => publishFiles([path], { profile: "unixfs-v0-2015", kubo: { url } });
    await rejectsCode("network/kubo", publish("http://127.0.0.1:9"));
    await rejectsCode("network/kubo", publish(gateway));
  });
});
