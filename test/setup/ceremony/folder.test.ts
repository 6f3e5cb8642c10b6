import assert from "node:assert/strict";
import { copyFile, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { ErrorCode, PsephosError } from "../../../src/errors/index.js";
import {
  attestationName,
  contributeToCeremony,
  createInitialKey,
  fetchCeremony,
  formatAttestation,
  latestCeremonyFile,
  PtauFile,
  parseAttestation,
  parseCeremonyName,
  parseListing,
  signAttestation,
  startPtau,
  verifyKey,
  verifyPtau,
  writeListing,
} from "../../../src/setup/index.js";
import { hashFile } from "../../../src/setup/transcript/hash-file.js";
import { rejectsCode, throwsCode } from "../../support/errors.js";
import { openWorkshop, smallPowers, squares, type Workshop } from "../support/ceremony.js";
import { r1csFile } from "../support/random-circuit.js";

describe("setup/ceremony: names", () => {
  it("finds the latest file, of the key when there is one", () => {
    const names = ["powers-0000.ptau", "powers-0001.ptau", "powers.ptau", "notes.txt"];
    assert.equal(latestCeremonyFile(names).name, "powers-0001.ptau");
    assert.equal(latestCeremonyFile([...names, "key-0003.zkey", "key-0004.zkey"]).name, "key-0004.zkey");
  });

  it("refuses a folder that does not say what is next", () => {
    throwsCode("setup/ceremony-empty", () => latestCeremonyFile(["key.zkey", "../key-0001.zkey"]));
    throwsCode("setup/ceremony-gap", () => latestCeremonyFile(["key-0000.zkey", "key-0002.zkey"]));
    throwsCode("setup/ceremony-ambiguous", () => latestCeremonyFile(["a-0000.zkey", "b-0001.zkey"]));
    throwsCode("setup/ceremony-closed", () => latestCeremonyFile(["key-0001.zkey", "final.zkey"]));
    throwsCode("setup/ceremony-closed", () => latestCeremonyFile(["powers-0001.ptau", "powers-final.ptau"]));
    assert.equal(latestCeremonyFile(["key-0000.zkey", "powers-final.ptau"]).name, "key-0000.zkey");
  });
});

describe("setup/ceremony: listing", () => {
  const file = { name: "key-0000.zkey", size: 1, sha256: "00".repeat(32) };
  const listing = (files: unknown[]) =>
    `${JSON.stringify({ format: "psephos-ceremony", version: 1, files }, null, 2)}\n`;

  it("reads what has its shape alone", () => {
    assert.equal(parseListing(listing([file])).files[0]!.name, "key-0000.zkey");
    throwsCode("setup/ceremony-listing", () => parseListing("{"));
    const twice = listing([file]).replace('"version": 1,', '"version": 2,\n  "version": 1,');
    throwsCode("setup/ceremony-listing", () => parseListing(twice));
    throwsCode("setup/ceremony-listing", () => parseListing(listing([file, file])));
    throwsCode("setup/ceremony-listing", () => parseListing(" ".repeat(2 ** 20 + 1)));
    for (const name of ["../key-0000.zkey", "a/b", ".hidden", "", "/etc/passwd", "a\\b"])
      throwsCode("setup/transcript-shape", () => parseListing(listing([{ ...file, name }])));
    for (const size of [0, -1, 1.5, "1", 2 ** 41])
      throwsCode("setup/transcript-shape", () => parseListing(listing([{ ...file, size }])));
    throwsCode("setup/transcript-shape", () => parseListing(listing([{ ...file, sha256: "AB" }])));
    throwsCode("setup/transcript-shape", () => parseListing(listing([{ ...file, url: "x" }])));
  });
});

describe("setup/ceremony: one contributor after another", () => {
  let workshop: Workshop;
  let folder: string;
  let r1cs: Uint8Array;
  before(async () => {
    workshop = await openWorkshop();
    folder = workshop.path("ceremony");
    await mkdir(folder);
    r1cs = r1csFile(squares(6));
    await smallPowers(workshop, "powers", 3, "one");
    await copyFile(workshop.path("powers.ptau"), join(folder, "powers.ptau"));
    await writeFile(join(folder, "circuit.r1cs"), r1cs);
    await using ptau = await PtauFile.open(join(folder, "powers.ptau"));
    const { zkey } = await createInitialKey({ r1cs, ptau }, workshop.vectors);
    await writeFile(join(folder, "key-0000.zkey"), zkey);
    await writeListing(folder);
  });
  after(() => workshop.close());

  const contribute = (name: string, where = folder) =>
    contributeToCeremony({ folder: where, name, entropy: { text: name } }, workshop.vectors);
  /** A copy of the folder's files, spoiled. */
  const spoiled = async (label: string, spoil: (copy: string) => Promise<unknown>) => {
    const copy = workshop.path(label);
    await mkdir(copy);
    for (const { name } of (await writeListing(folder)).files)
      await copyFile(join(folder, name), join(copy, name));
    await copyFile(join(folder, "ceremony.json"), join(copy, "ceremony.json"));
    await spoil(copy);
    return copy;
  };

  it("checks, adds, and writes key, attestation and listing", async () => {
    const first = await contribute("Ada");
    assert.deepEqual(first.publish, ["key-0001.zkey", "key-0001.zkey.attestation.json", "ceremony.json"]);
    assert.equal(first.before.length, 0);
    assert.deepEqual(first.findings, [
      { kind: "listed", checked: true, file: "key-0000.zkey" },
      { kind: "key", checked: true, circuit: "circuit.r1cs" },
      { kind: "attestations", checked: true, attested: 0, signed: 0, contributions: 0 },
    ]);
    const path = join(folder, attestationName("key-0001.zkey"));
    const signed = await signAttestation(first.attestation, `0x${"17".repeat(32)}`);
    await writeFile(path, formatAttestation(signed));
    const second = await contribute("Bea");
    assert.deepEqual(
      second.before.map(({ hash }) => hash),
      [first.attestation.hash],
    );
    assert.deepEqual(second.findings.at(-1), {
      ...{ kind: "attestations", checked: true },
      ...{ attested: 1, signed: 1, contributions: 1 },
    });
    await using ptau = await PtauFile.open(join(folder, "powers.ptau"));
    const zkey = new Uint8Array(await readFile(join(folder, "key-0002.zkey")));
    const { contributions } = await verifyKey({ zkey, r1cs, ptau }, workshop.vectors);
    assert.equal(contributions[1]!.hash, second.attestation.hash);
    const listed = parseListing(await readFile(join(folder, "ceremony.json"), "utf8"));
    assert.ok(listed.files.some(({ name }) => name === "key-0002.zkey.attestation.json"));
    const { sha256 } = await hashFile(path);
    const entry = listed.files.find(({ name }) => name === "key-0001.zkey.attestation.json");
    assert.equal(entry?.sha256, sha256, "listed as it was signed");
  });

  it("lists anew what was signed, and what else has changed only when told to", async () => {
    const copy = await spoiled("changed", async (copy) => {
      await copyFile(join(copy, "key-0000.zkey"), join(copy, "key-0001.zkey"));
      await rm(join(copy, "circuit.r1cs"));
    });
    await assert.rejects(writeListing(copy), (error: PsephosError) => {
      assert.equal(error.code, "setup/ceremony-changed");
      assert.match(error.message, /circuit\.r1cs is missing .* key-0001\.zkey is not the file/);
      return true;
    });
    const { files } = await writeListing(copy, { anew: true });
    const { sha256 } = await hashFile(join(copy, "key-0000.zkey"));
    assert.equal(files.find(({ name }) => name === "key-0001.zkey")?.sha256, sha256);
    assert.ok(!files.some(({ name }) => name === "circuit.r1cs"));
    await writeListing(copy);
  });

  it("says what it could not look at", async () => {
    const bare = await spoiled("bare", (copy) =>
      Promise.all(
        ["ceremony.json", "circuit.r1cs", ...[1, 2].map((i) => `key-000${i}.zkey.attestation.json`)].map(
          (name) => rm(join(copy, name)),
        ),
      ),
    );
    assert.deepEqual((await contribute("Cy", bare)).findings, [
      { kind: "listed", checked: false, file: "key-0002.zkey" },
      { kind: "key", checked: false, lacking: "files" },
      { kind: "attestations", checked: false, attested: 0, signed: 0, contributions: 2 },
    ]);
  });

  it("adds to no file that is not what it is said to be", async () => {
    const cases: [string, ErrorCode, (copy: string) => Promise<unknown>][] = [
      [
        "another file under the name",
        "setup/ceremony-file",
        (copy) => copyFile(join(copy, "key-0001.zkey"), join(copy, "key-0002.zkey")),
      ],
      [
        "a contribution dropped",
        "setup/ceremony-position",
        async (copy) => {
          await rm(join(copy, "ceremony.json"));
          await copyFile(join(copy, "key-0001.zkey"), join(copy, "key-0002.zkey"));
        },
      ],
      [
        "an attestation of something else",
        "setup/attestation-other",
        async (copy) => {
          const path = join(copy, "key-0001.zkey.attestation.json");
          const attestation = parseAttestation(await readFile(path, "utf8"));
          await writeFile(
            path,
            formatAttestation({ ...attestation, hash: "0".repeat(128), signature: null }),
          );
        },
      ],
      [
        "a signature of somebody else",
        "setup/attestation-signature",
        async (copy) => {
          const path = join(copy, "key-0001.zkey.attestation.json");
          const attestation = parseAttestation(await readFile(path, "utf8"));
          const address = "0x000000000000000000000000000000000000dEaD";
          await writeFile(
            path,
            formatAttestation({ ...attestation, signature: { ...attestation.signature!, address } }),
          );
        },
      ],
      [
        "another circuit",
        "setup/other-circuit",
        (copy) => writeFile(join(copy, "circuit.r1cs"), r1csFile(squares(5))),
      ],
    ];
    for (const [label, code, spoil] of cases) {
      const copy = await spoiled(label, spoil);
      await rejectsCode(code, () => contribute("Mallory", copy));
    }
  });

  it("writes over no file", async () => {
    const latest = parseCeremonyName("key-0001.zkey")!;
    const again = contributeToCeremony({ folder, latest, name: "Ada" }, workshop.vectors);
    await rejectsCode("setup/ceremony-exists", again);
  });

  it("takes part in powers of tau in the same way", async () => {
    const powers = workshop.path("phase1");
    await mkdir(powers);
    await startPtau({ power: 3, to: join(powers, "powers-0000.ptau") });
    await contribute("Ada", powers);
    const { publish, before, attestation } = await contribute("Bea", powers);
    assert.deepEqual(
      [publish[0], before.length, attestation.phase],
      ["powers-0002.ptau", 1, "powers of tau"],
    );
    const { contributions } = await verifyPtau({ path: join(powers, "powers-0002.ptau") }, workshop.vectors);
    assert.equal(contributions[1]!.hash, attestation.hash);
  });

  describe("over the web", () => {
    let server: Server;
    let address: string;
    let answer: (
      path: string,
      from: number,
    ) => { status: number; body: Uint8Array; type?: string; cut?: { at: number; into: string } };
    let asked: [path: string, from: number][];
    const served = async (path: string): Promise<Uint8Array> =>
      new Uint8Array(await readFile(join(folder, path)));
    const files = new Map<string, Uint8Array>();
    before(async () => {
      for (const { name } of (await writeListing(folder)).files) files.set(name, await served(name));
      files.set("ceremony.json", await served("ceremony.json"));
      server = createServer((request, response) => {
        const path = request.url!.slice(1);
        const from = Number(/^bytes=([0-9]+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
        asked.push([path, from]);
        const { status, body, type = "application/octet-stream", cut } = answer(path, from);
        const total = body.length;
        response.writeHead(status, {
          "content-type": type,
          "content-length": total - from,
          ...(status === 206 ? { "content-range": `bytes ${from}-${total - 1}/${total}` } : {}),
        });
        if (cut === undefined) response.end(body.subarray(from));
        else response.write(body.subarray(from, cut.at), () => hangUp(response, cut));
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    after(() => new Promise((resolve) => server.close(resolve)));
    /** Breaks off once what was sent stands in the file that it is kept in. */
    const hangUp = async (response: ServerResponse, { at, into }: { at: number; into: string }) => {
      const size = () =>
        stat(into).then(
          (file) => file.size,
          () => 0,
        );
      while (!response.destroyed && (await size()) < at)
        await new Promise((resolve) => setTimeout(resolve, 5));
      response.destroy();
    };
    const right = (path: string, from: number) => {
      const body = files.get(path);
      return body ? { status: from > 0 ? 206 : 200, body } : { status: 404, body: new Uint8Array(0) };
    };
    beforeEach(() => {
      asked = [];
      answer = right;
    });

    it("fetches the latest file and what it is checked against, and contributes", async () => {
      const mine = workshop.path("mine");
      const latest = await fetchCeremony(address, mine);
      assert.equal(latest.name, "key-0002.zkey");
      const made = await contributeToCeremony({ folder: mine, latest, name: "Cy" }, workshop.vectors);
      assert.equal(made.publish[0], "key-0003.zkey");
      assert.ok(made.findings.every(({ checked }) => checked));
      assert.ok(!asked.some(([path]) => path === "key-0001.zkey"));
      const listing = parseListing(await readFile(join(mine, "ceremony.json"), "utf8"));
      for (const name of ["key-0001.zkey", "key-0003.zkey"])
        assert.ok(listing.files.some((file) => file.name === name));
    });

    it("goes on where a host broke off", async () => {
      const mine = workshop.path("resumed");
      answer = (path, from) => {
        if (path !== "powers.ptau") return right(path, from);
        const cut = { at: 1000, into: join(mine, "powers.ptau.partial") };
        return from === 0 ? { ...right(path, 0), cut } : { status: 503, body: new Uint8Array(0) };
      };
      await rejectsCode("setup/ceremony-fetch", () => fetchCeremony(address, mine));
      asked = [];
      answer = right;
      await fetchCeremony(address, mine);
      assert.deepEqual(
        asked.filter(([path]) => path === "powers.ptau"),
        [["powers.ptau", 1000]],
      );
      assert.deepEqual(new Uint8Array(await readFile(join(mine, "powers.ptau"))), files.get("powers.ptau"));
    });

    it("says what a host did wrong", async () => {
      const page = new TextEncoder().encode("<!doctype html><title>Welcome</title>");
      const key = files.get("key-0002.zkey")!;
      const altered = key.slice();
      altered[altered.length - 1]! ^= 1;
      const at =
        (path: string, wrong: ReturnType<typeof answer>): typeof answer =>
        (asked, from) =>
          asked === path ? wrong : right(asked, from);
      const cases: [string, ErrorCode, typeof answer][] = [
        ["page", "setup/ceremony-html", at("key-0002.zkey", { status: 200, body: page, type: "text/html" })],
        ["listing", "setup/ceremony-html", at("ceremony.json", { status: 200, body: page })],
        [
          "no listing",
          "setup/ceremony-listing",
          at("ceremony.json", { status: 200, body: new TextEncoder().encode("{") }),
        ],
        ["absent", "setup/ceremony-fetch", at("key-0002.zkey", { status: 404, body: page })],
        ["altered", "setup/ceremony-file", at("key-0002.zkey", { status: 200, body: altered })],
        [
          "longer",
          "setup/ceremony-file",
          at("key-0002.zkey", { status: 200, body: Buffer.concat([key, page]) }),
        ],
        ["shorter", "setup/ceremony-fetch", at("key-0002.zkey", { status: 200, body: key.subarray(0, 100) })],
      ];
      for (const [label, code, wrong] of cases) {
        answer = wrong;
        await rejectsCode(code, () => fetchCeremony(address, workshop.path(`wrong-${label}`)));
      }
    });

    it("says what of this machine's files it cannot write", async () => {
      await writeFile(workshop.path("a-file"), "");
      for (const into of ["a-file", "a-file/below"])
        await rejectsCode("setup/file-write", () => fetchCeremony(address, workshop.path(into)));
      await mkdir(workshop.path("taken/key-0002.zkey.partial"), { recursive: true });
      await rejectsCode("setup/file-write", () => fetchCeremony(address, workshop.path("taken")));
    });

    it("asks no address that hides a password, or goes in the clear", async () => {
      const none = workshop.path("none");
      for (const url of [
        "http://ceremony.example/",
        "https://me:secret@ceremony.example/",
        "ftp://x/",
        "x y",
      ])
        await rejectsCode("setup/ceremony-url", () => fetchCeremony(url, none));
    });
  });
});
