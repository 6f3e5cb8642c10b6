// Files as IPFS has them: the CIDs that `ipfs add` gives, and reading from gateways that lie.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { CarBufferReader, CarBufferWriter, CarReader } from "@ipld/car";
import * as dagPb from "@ipld/dag-pb";
import { UnixFS } from "ipfs-unixfs";
import { CID } from "multiformats/cid";
import * as Digest from "multiformats/hashes/digest";
import { sha256 } from "multiformats/hashes/sha2";
import {
  addBytes,
  addFile,
  addPath,
  addToCar,
  announcedPages,
  fileOfCar,
  PROFILES,
  type Profile,
  placesOfPages,
  publishFiles,
} from "../../../packages/node/src/network/index.js";
import {
  contentHash,
  encodeMetadata,
  makePageManifest,
  parseContentUri,
} from "../../../src/process/index.js";
import { rejectsCode } from "../../support/errors.js";
import { QUESTIONS } from "../../support/node/questions.js";
import vectors from "../../vectors/ipfs-cids.json" with { type: "json" };

async function* piecesOf(bytes: Uint8Array, length = 70_001) {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

/** The bytes of a vector: a counter in four bytes, hashed to nothing, so that all blocks differ. */
const counted = (length: number): Uint8Array => {
  const bytes = new Uint8Array(Math.ceil(length / 4) * 4);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i * 4 < length; i++) view.setUint32(i * 4, Math.imul(i, 2654435761) >>> 0);
  return bytes.subarray(0, length);
};

interface Made {
  readonly cid: CID;
  readonly blocks: { cid: CID; bytes: Uint8Array }[];
}

async function made(bytes: Uint8Array, profile: Profile): Promise<Made> {
  const blocks: Made["blocks"] = [];
  const cid = await addBytes(piecesOf(bytes), profile, async (name, block) => {
    blocks.push({ cid: name, bytes: block });
  });
  return { cid, blocks };
}

function carOf({ cid, blocks }: Made): Uint8Array {
  const writer = CarBufferWriter.createWriter(new ArrayBuffer(2 ** 23), { roots: [cid] });
  for (const block of blocks) writer.write(block);
  return writer.close({ resize: true });
}

const node = async (bytes: Uint8Array): Promise<{ cid: CID; bytes: Uint8Array }> => ({
  cid: CID.createV1(dagPb.code, await sha256.digest(bytes)),
  bytes,
});

describe("node: files on IPFS", () => {
  describe("CIDs", () => {
    for (const profile of PROFILES)
      for (const { length, cids } of vectors.files)
        it(`of ${length} bytes are those of Kubo ${vectors.kubo}, ${profile}`, async () => {
          const { cid } = await made(counted(length), profile);
          assert.equal(cid.toString(), cids[profile]);
        });
  });

  describe("publishing", () => {
    let folder: string;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), "psephos-ipfs-"));
    });
    afterEach(() => rm(folder, { recursive: true }));

    for (const { more, cids } of vectors.folders.cids)
      it(`gives a folder, with ${more} files more, the CID of Kubo ${vectors.kubo}`, async () => {
        for (const name of vectors.folders.names) {
          const path = join(folder, name);
          await mkdir(name.endsWith("/") ? path : dirname(path), { recursive: true });
          if (!name.endsWith("/")) await writeFile(path, name);
        }
        for (let i = 0; i < more; i++) await writeFile(join(folder, `file-${i}-${"x".repeat(180)}`), `${i}`);
        for (const profile of PROFILES)
          assert.equal((await addPath(folder, profile)).cid, cids[profile], profile);
      });

    it("refuses a folder without files, or with a link in it", async () => {
      await mkdir(join(folder, "empty"));
      await rejectsCode("network/file", () => addPath(folder, "unixfs-v1-2025"));
      await writeFile(join(folder, "a"), "a");
      assert.equal((await publishFiles([folder], { profile: "unixfs-v1-2025" }))[0]!.pages, null);
      await symlink(join(folder, "a"), join(folder, "link"));
      await rejectsCode("network/file", () => addPath(folder, "unixfs-v1-2025"));
    });

    it("says of a folder of pages what an election announces, and from where they can be had", async () => {
      const site = join(folder, "site");
      await mkdir(join(site, "vote"), { recursive: true });
      const files = { "vote/index.html": "<!doctype html>", "app.js": "1;" };
      const listed = Object.entries(files).map(([name, text]) => [name, Buffer.from(text)] as const);
      for (const [name, bytes] of listed) await writeFile(join(site, name), bytes);
      await writeFile(join(site, "pages.json"), makePageManifest(listed));
      const [added] = await publishFiles([site], {
        profile: "unixfs-v1-2025",
        car: join(folder, "site.car"),
      });
      const { hash } = parseContentUri(added!.pages!);
      assert.equal(added!.pages, `ipfs://${added!.cid}/pages.json!${hash}`);
      assert.equal(hash, contentHash(await readFile(join(site, "pages.json"))));
      const served = new Map<string, Buffer>();
      for (const name of [...Object.keys(files), "pages.json"])
        served.set(name, await readFile(join(site, name)));
      const car = await readFile(join(folder, "site.car"));
      const server = createServer(({ url }, response) => {
        const body = url!.includes("format=car") ? car : served.get(url!.slice("/site/".length));
        response.writeHead(body ? 200 : 404).end(body);
      }).listen(0, "127.0.0.1");
      await once(server, "listening");
      const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const options = {
        ...{ gateways: [`${origin}/ipfs/`], maxBytes: 2 ** 20, timeout: 10_000, allowPrivate: true },
      };
      const uri = `ipfs://${added!.cid}/pages.json,${origin}/site/pages.json!${hash}`;
      const places = async () =>
        (await placesOfPages(uri, options)).map(({ bytes, problem }) => bytes ?? problem);
      try {
        assert.deepEqual(await places(), [17, 17]);
        served.set("app.js", Buffer.from("2;"));
        served.delete("vote/index.html");
        const wrong = "2 of 2 files are wrong: app.js is another file; vote/index.html answered 404";
        assert.deepEqual(await places(), [17, wrong]);
        served.set("pages.json", Buffer.from("{}"));
        assert.deepEqual(await places(), [17, "answered with a file that has another hash"]);
        const questions = encodeMetadata({ ...QUESTIONS, pages: uri });
        served.set("metadata.json", Buffer.from(questions));
        const metadata = `${origin}/site/metadata.json!${contentHash(questions)}`;
        assert.equal(await announcedPages(metadata, options), uri);
        const own = { url: "", get: async () => questions };
        assert.equal(
          await announcedPages(`https://none.example/m!${contentHash(questions)}`, { ...options, node: own }),
          uri,
        );
        served.set("metadata.json", Buffer.from(encodeMetadata(QUESTIONS)));
        assert.equal(await announcedPages(metadata, options), undefined);
      } finally {
        server.closeAllConnections();
        server.close();
      }
    });

    it("writes a CAR whose roots are the files, each of whose blocks is there once", async () => {
      const large = counted(700_000);
      const contents = [large, new Uint8Array(0), large, randomBytes(10)];
      const paths = contents.map((_, i) => join(folder, `${i}`));
      for (const [i, bytes] of contents.entries()) await writeFile(paths[i]!, bytes);
      const car = join(folder, "all.car");
      const files = await publishFiles(paths, { profile: "unixfs-v1-2025", car });
      const bytes = await readFile(car);
      const reader = await CarReader.fromBytes(bytes);
      assert.deepEqual(
        (await reader.getRoots()).map(String),
        files.map(({ cid }) => cid),
      );
      const names = [...CarBufferReader.fromBytes(bytes).cids()].map(String);
      assert.equal(new Set(names).size, names.length);
      for (const [i, { uri, cid }] of files.entries()) {
        assert.deepEqual(parseContentUri(uri), {
          addresses: [`ipfs://${cid}`],
          hash: contentHash(contents[i]!),
        });
        assert.deepEqual(new Uint8Array(await fileOfCar(cid, bytes, 2 ** 20)), new Uint8Array(contents[i]!));
      }
    });

    it("refuses a file that is not there, and a CAR that cannot be written", async () => {
      await rejectsCode("network/file", () => addFile(join(folder, "none"), "unixfs-v0-2015"));
      await rejectsCode("network/file", () => addFile(folder, "unixfs-v0-2015"));
      await rejectsCode("network/file", () => addToCar([], "unixfs-v0-2015", join(folder, "no", "x.car")));
    });
  });

  describe("blocks of a gateway", () => {
    const bytes = counted(600_000);
    const refuses = (address: string, car: Uint8Array, most = 2 ** 20) =>
      rejectsCode("network/car", () => fileOfCar(address, car, most));

    for (const profile of PROFILES) {
      it(`make the file, in any order and with others between: ${profile}`, async () => {
        const file = await made(bytes, profile);
        const other = await made(randomBytes(1000), profile);
        const blocks = [...other.blocks, ...file.blocks.toReversed()];
        const car = carOf({ cid: other.cid, blocks });
        assert.deepEqual(new Uint8Array(await fileOfCar(file.cid.toString(), car, bytes.length)), bytes);
      });

      it(`are refused if one byte of any block differs, one is missing, or the CAR is cut off: ${profile}`, async () => {
        const file = await made(bytes, profile);
        for (const [i, block] of file.blocks.entries()) {
          const changed = block.bytes.slice();
          changed[changed.length >> 1]! ^= 1;
          await refuses(
            file.cid.toString(),
            carOf({ ...file, blocks: file.blocks.with(i, { ...block, bytes: changed }) }),
          );
          await refuses(file.cid.toString(), carOf({ ...file, blocks: file.blocks.toSpliced(i, 1) }));
        }
        const car = carOf(file);
        for (const length of [0, 1, 30, 60, 1000, car.length - 1])
          await refuses(file.cid.toString(), car.subarray(0, length));
      });
    }

    it("of another file are not believed, whatever root the CAR names", async () => {
      const [file, other] = [
        await made(bytes, "unixfs-v1-2025"),
        await made(randomBytes(99), "unixfs-v1-2025"),
      ];
      await refuses(file.cid.toString(), carOf({ cid: file.cid, blocks: other.blocks }));
    });

    it("of more than the bound, of a directory, and below a file are refused", async () => {
      const file = await made(bytes, "unixfs-v0-2015");
      await refuses(file.cid.toString(), carOf(file), bytes.length - 1);
      await refuses(`${file.cid}/x`, carOf(file));
      const folder = await node(
        dagPb.encode({
          Data: new UnixFS({ type: "directory" }).marshal(),
          Links: [{ Name: "a file", Hash: file.cid, Tsize: bytes.length }],
        }),
      );
      const car = carOf({ cid: folder.cid, blocks: [folder, ...file.blocks] });
      await refuses(folder.cid.toString(), car);
      assert.equal((await fileOfCar(`${folder.cid}/a%20file`, car, 2 ** 20)).length, bytes.length);
      for (const path of ["another", "a%2520file", "%ff", "a%2Ffile", ""])
        await refuses(`${folder.cid}/${path}`, car);
    });

    it("of a small tree that names one block a billion times end by a bound", async function () {
      this.timeout(20_000);
      const leaf = await node(
        dagPb.encode({ Data: new UnixFS({ type: "file", data: new Uint8Array(1) }).marshal(), Links: [] }),
      );
      const blocks = [leaf];
      for (let level = 0, size = 1n; level < 3; level++) {
        const child = blocks.at(-1)!;
        const unixfs = new UnixFS({ type: "file", blockSizes: Array<bigint>(1000).fill(size) });
        const Links = Array.from({ length: 1000 }, () => ({ Name: "", Hash: child.cid, Tsize: 1 }));
        blocks.push(await node(dagPb.encode({ Data: unixfs.marshal(), Links })));
        size *= 1000n;
      }
      const { cid } = blocks.at(-1)!;
      await refuses(cid.toString(), carOf({ cid, blocks }), 2 ** 27);
    });

    it("with a hash that is not SHA-256 are refused", async () => {
      const file = await made(randomBytes(50), "unixfs-v1-2025");
      const cid = CID.createV1(0x55, Digest.create(0x1b, file.cid.multihash.digest));
      await refuses(file.cid.toString(), carOf({ ...file, blocks: [{ ...file.blocks[0]!, cid }] }));
    });
  });
});
