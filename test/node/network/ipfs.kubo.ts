// With a real Kubo, by hand: npm run test:kubo. What `publish` pins, Kubo has under the same CIDs, and its gateway's blocks are read again.
import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import {
  createContentFetcher,
  PROFILES,
  placesOf,
  publishFiles,
} from "../../../packages/node/src/network/index.js";
import { KUBO } from "../../../scripts/go/programs.js";
import { contentHash } from "../../../src/process/index.js";
import { rejectsCode } from "../../support/errors.js";
import { ruleFacts } from "../../support/ledger/votes.js";
import { World } from "../../support/ledger/world.js";
import { until } from "../until.js";

describe("node: files on IPFS, with a real Kubo", function () {
  this.timeout(120_000);
  let folder: string;
  let env: NodeJS.ProcessEnv;
  let daemon: ChildProcess;
  let api: string;
  let gateway: string;
  const ipfs = (...args: string[]): string => execFileSync(KUBO.file, args, { env, encoding: "utf8" }).trim();

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "psephos-kubo-"));
    env = { ...process.env, IPFS_PATH: join(folder, "repo") };
    ipfs("init", "--empty-repo", "--profile=test");
    ipfs("config", "Addresses.API", "/ip4/127.0.0.1/tcp/0");
    ipfs("config", "Addresses.Gateway", "/ip4/127.0.0.1/tcp/0");
    ipfs("config", "--json", "AutoConf.Enabled", "false");
    for (const list of ["Routing.DelegatedRouters", "Ipns.DelegatedPublishers", "Bootstrap"])
      ipfs("config", "--json", list, "[]");
    ipfs("config", "--json", "DNS.Resolvers", "{}");
    daemon = spawn(KUBO.file, ["daemon", "--offline"], { env, stdio: ["ignore", "pipe", "inherit"] });
    let told = "";
    daemon.stdout!.setEncoding("utf8").on("data", (text: string) => {
      told += text;
    });
    await until("the daemon is ready", () => told.includes("Daemon is ready"), 60_000);
    const addressOf = (name: RegExp) => `http://127.0.0.1:${name.exec(told)![1]}`;
    api = addressOf(/RPC API server listening on \/ip4\/127\.0\.0\.1\/tcp\/(\d+)/);
    gateway = `${addressOf(/Gateway server listening on \/ip4\/127\.0\.0\.1\/tcp\/(\d+)/)}/ipfs/`;
  });
  after(async () => {
    daemon.kill("SIGTERM");
    await once(daemon, "exit");
    await rm(folder, { recursive: true, force: true });
  });

  const bytes = Buffer.from(Array.from({ length: 2_500_000 }, (_, i) => (i * 31 + (i >> 8)) & 0xff));

  for (const profile of PROFILES)
    it(`pins what \`ipfs add\` would make, and reads it back from the gateway's blocks: ${profile}`, async () => {
      const path = join(folder, `file-${profile}`);
      await writeFile(path, bytes);
      const [file] = await publishFiles([path], { profile, kubo: { url: api } });
      const ways = { "unixfs-v0-2015": [], "unixfs-v1-2025": ["--cid-version=1", "--chunker=size-1048576"] };
      assert.equal(file!.cid, ipfs("add", "-Q", "--only-hash", ...ways[profile], path));
      assert.match(ipfs("pin", "ls", "--type=recursive"), new RegExp(file!.cid));
      const places = await placesOf(file!.uri, { gateways: [gateway], maxBytes: 2 ** 22, timeout: 10_000 });
      assert.deepEqual(places, [
        { place: `ipfs://${file!.cid} at ${gateway}`, bytes: bytes.length, problem: null },
      ]);
    });

  it("is given what a node keeps, under the CIDs of the process, and gives it to another node", async () => {
    const content = new TextEncoder().encode('{"title":"published by a node"}');
    const cid = execFileSync(KUBO.file, ["add", "-Q", "--only-hash", "--cid-version=1"], {
      env,
      input: content,
      encoding: "utf8",
    }).trim();
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
