// What is planted where a file is about to be written is neither followed nor harmed.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  chmod,
  link,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { folderCache } from "../../src/artifacts/index.js";
import { sha256Hex } from "../../src/artifacts/sha256.js";
import { writeAll, writeWhole as writeFromCli } from "../../src/cli/files.js";
import {
  openAnew,
  openNew,
  openOwn,
  openResumable,
  readOwn,
  sizeOfOwn,
  writeWhole,
} from "../../src/files/index.js";
import { saveListing } from "../../src/setup/ceremony/folder.js";
import { formatListing, listingOf } from "../../src/setup/ceremony/listing.js";
import { BinaryWriter } from "../../src/setup/formats/binary-writer.js";
import { fetchCeremony } from "../../src/setup/index.js";
import { Checkpoint } from "../../src/setup/ptau/checkpoint.js";
import { rejectsCode } from "../support/errors.js";

/** Each way to write a whole file: how it is told to replace one, and how it refuses. */
const WRITERS = [
  [writeWhole, { replace: true }, (work: Promise<void>) => assert.rejects(work, { code: "EEXIST" })],
  [writeFromCli, { force: true }, (work: Promise<void>) => rejectsCode("cli/write", work)],
] as const;

const SECRET = "the victim's file";

describe("files: planted links", () => {
  let folder: string;
  let victim: string;
  let nowhere: string;
  const at = (name: string) => join(folder, name);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "psephos-files-"));
    await mkdir(at("home"));
    victim = at("home/victim");
    nowhere = at("home/nowhere");
    await writeFile(victim, SECRET);
  });
  afterEach(async () => {
    assert.equal(await readFile(victim, "utf8"), SECRET);
    await assert.rejects(stat(nowhere), { code: "ENOENT" });
    assert.deepEqual(
      (await readdir(folder)).filter((name) => /^\.[0-9a-f-]{36}/.test(name)),
      [],
    );
    await rm(folder, { recursive: true });
  });

  /** Each way to plant something at a path. */
  const PLANTS: Record<string, (path: string) => Promise<unknown>> = {
    "a link to a file": (path) => symlink(victim, path),
    "a link to nowhere": (path) => symlink(nowhere, path),
    "a second name of a file": (path) => link(victim, path),
    "a pipe": async (path) => execFileSync("mkfifo", [path]),
  };

  for (const [what, plant] of Object.entries(PLANTS)) {
    it(`replaces ${what} at the place itself, and follows it not`, async () => {
      for (const [write, anew, rejects] of WRITERS) {
        await rm(at("out"), { force: true });
        await plant(at("out"));
        await rejects(write(at("out"), "new"));
        await write(at("out"), "new", { secret: true, ...anew });
        const { mode } = await lstat(at("out"));
        assert.equal(mode & 0o777, 0o600);
        assert.ok((await lstat(at("out"))).isFile());
        assert.equal(await readFile(at("out"), "utf8"), "new");
      }
    });

    it(`goes on with no half file that is ${what}`, async () => {
      await plant(at("half"));
      await assert.rejects(openNew(at("half")), { code: "EEXIST" });
      assert.equal(await openOwn(at("half")), undefined);
      assert.equal(await sizeOfOwn(at("half")), undefined);
      if (what !== "a pipe") assert.equal(await readOwn(at("half")), undefined);
      for (const open of [openResumable, openAnew]) {
        await rm(at("half"), { force: true });
        await plant(at("half"));
        const handle = await open(at("half"));
        assert.equal((await handle.stat()).size, 0);
        await handle.writeFile("half");
        await handle.close();
      }
    });

    it(`downloads a ceremony's file past ${what} at its half`, async () => {
      const body = new TextEncoder().encode("powers".repeat(100));
      const file = { name: "powers-0000.ptau", size: body.length, sha256: await sha256Hex(body) };
      const listing = formatListing(listingOf([file]));
      const server: Server = createServer((request, response) => {
        response.end(request.url === "/ceremony.json" ? listing : body);
      });
      await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
      try {
        await mkdir(at("c"));
        await plant(at("c/powers-0000.ptau.partial"));
        await plant(at("c/.ceremony.json.partial"));
        await fetchCeremony(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, at("c"));
        assert.deepEqual(new Uint8Array(await readFile(at("c/powers-0000.ptau"))), body);
        assert.ok((await lstat(at("c/powers-0000.ptau"))).isFile());
      } finally {
        server.closeAllConnections();
        server.close();
      }
    });

    it(`prepares powers of tau past ${what} at its half or its notes`, async () => {
      const checkpoint = new Checkpoint(at("p.ptau"), "what");
      await plant(checkpoint.scratch);
      await plant(at("p.ptau.checkpoint.json.new"));
      await plant(at(`p.ptau.${process.pid}.new`));
      const state = { at: 4, left: 0, section: undefined, starts: [] };
      await checkpoint.save(1, state);
      assert.equal(await checkpoint.load(), undefined);
      const header = { magic: "ptau", version: 1, sections: 1 };
      const fill = (writer: BinaryWriter) => writer.section(1, Uint8Array.of(7));
      await rejectsCode(
        "setup/file-write",
        BinaryWriter.resume(at("p.ptau"), checkpoint.scratch, header, state, fill),
      );
      await BinaryWriter.resume(at("p.ptau"), checkpoint.scratch, header, undefined, fill);
      await BinaryWriter.write(at("q.ptau"), "ptau", 1, 1, fill);
      assert.deepEqual(await readFile(at("p.ptau")), await readFile(at("q.ptau")));
      assert.ok((await lstat(at("p.ptau"))).isFile());
    });
  }

  it("goes on with a half file of its own, and with what it noted", async () => {
    await writeFile(at("half"), "abc");
    const handle = await openResumable(at("half"));
    assert.equal((await handle.stat()).size, 3);
    await handle.close();
    assert.deepEqual([await readOwn(at("half")), await sizeOfOwn(at("half"))], ["abc", 3]);
  });

  it("has a folder in the place refused, and leaves nothing behind", async () => {
    await mkdir(at("out/full"), { recursive: true });
    await assert.rejects(writeWhole(at("out"), "new"), { code: /^(EISDIR|ENOTEMPTY|EEXIST)$/ as never });
    await rejectsCode("cli/write", writeFromCli(at("out"), "new"));
    await assert.rejects(openResumable(at("out")));
  });

  it("has one writer of many at once, by every way to finish a file", async () => {
    const section = (i: number) => (writer: BinaryWriter) => writer.section(1, Uint8Array.of(i));
    const ways: Record<string, (path: string, i: number) => Promise<unknown>> = {
      whole: (path, i) => writeWhole(path, `${i}`),
      command: (path, i) => writeFromCli(path, `${i}`),
      sections: (path, i) => BinaryWriter.write(path, "ptau", 1, 1, section(i)),
    };
    for (const [name, write] of Object.entries(ways)) {
      const runs = await Promise.allSettled(Array.from({ length: 10 }, (_, i) => write(at(name), i)));
      const won = runs.findIndex(({ status }) => status === "fulfilled");
      assert.equal(runs.filter(({ status }) => status === "rejected").length, 9, name);
      const held = await readFile(at(name));
      assert.equal(name === "sections" ? held.at(-1) : Number(held), won, name);
    }
  });

  it("replaces no input of its own, and leaves a file of the same content as it is", async () => {
    await writeFile(at("key"), "key");
    await symlink(at("key"), at("alias"));
    for (const out of [at("key"), at("alias")])
      await rejectsCode("cli/out-is-input", writeFromCli(out, "x", { force: true, inputs: [at("key")] }));
    const { ino } = await stat(at("key"));
    await writeFromCli(at("key"), "key");
    assert.equal((await stat(at("key"))).ino, ino);
    await writeFromCli(at("key"), "other", { force: true });
    assert.equal(await readFile(at("key"), "utf8"), "other");
  });

  it("writes files that belong together all, or none", async () => {
    await writeFile(at("b"), "old");
    const files = new Map(["a", "b", "c"].map((name) => [at(name), name]));
    const error = await rejectsCode("cli/write", writeAll(files, { force: false }));
    assert.match(error.hint!, /--force/);
    assert.ok(!(await readdir(folder)).includes("a"));
    await writeAll(files, { force: true });
    await writeAll(files);
    assert.equal(await readFile(at("b"), "utf8"), "b");
  });

  it("makes a secret's file and folder for this user alone, whatever the umask", async () => {
    const old = process.umask(0);
    try {
      await writeWhole(at("deep/er/key"), "k", { secret: true });
      assert.equal((await stat(at("deep/er/key"))).mode & 0o777, 0o600);
      assert.equal((await stat(at("deep/er"))).mode & 0o777, 0o700);
    } finally {
      process.umask(old);
    }
    await chmod(at("deep"), 0o700);
  });

  it("holds for listings and for the cache", async () => {
    await symlink(victim, at("ceremony.json"));
    await saveListing(folder, listingOf([{ name: "powers-0000.ptau", size: 1, sha256: "ab".repeat(32) }]));
    assert.ok((await lstat(at("ceremony.json"))).isFile());
    const cache = folderCache(at("cache"));
    await mkdir(at("cache"));
    await symlink(victim, at("cache/key"));
    await cache.put("key", Uint8Array.of(1, 2));
    assert.deepEqual(await cache.get("key"), Uint8Array.of(1, 2));
  });
});
