/** The contributor's page: a ceremony goes in by its address or as files, is checked, and its next key comes out. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, ElementHandle, Page } from "puppeteer-core";
import { formatListing } from "../../src/setup/ceremony/listing.js";
import {
  attestationText,
  contributeToCeremony,
  createInitialKey,
  formatAttestation,
  PtauFile,
  parseAttestation,
  parseListing,
  signAttestation,
  verifyKey,
  writeListing,
} from "../../src/setup/index.js";
import { openWorkshop, smallPowers, squares, type Workshop } from "../setup/support/ceremony.js";
import { r1csFile } from "../setup/support/random-circuit.js";
import { launch, PATIENCE } from "./browsers.js";
import { type StaticServer, serve } from "./serve.js";

const ATTESTATION = "key-0001.zkey.attestation.json";
const ROOT = fileURLToPath(new URL("../..", import.meta.url));

describe("the contributor's page in Chromium", () => {
  let folder: string;
  let workshop: Workshop;
  let server: StaticServer;
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  const r1cs = r1csFile(squares(6));
  const at = (name: string): string => join(folder, name);
  /** A copy of the ceremony, changed, and its address on the server. */
  const copied = (name: string, change: (copy: string) => void): string => {
    const copy = at(join("hosted", name));
    cpSync(at("hosted/right"), copy, { recursive: true });
    change(copy);
    return `${server.origin}/hosted/${name}`;
  };
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "psephos page "));
    execFileSync(process.execPath, ["--import", "tsx", "scripts/build-contribute.ts", at("site")], {
      cwd: ROOT,
    });
    workshop = await openWorkshop();
    const right = at("hosted/right");
    mkdirSync(right, { recursive: true });
    await using ptau = await PtauFile.open(await smallPowers(workshop, "powers", 3, "one"));
    const { zkey } = await createInitialKey({ r1cs, ptau }, workshop.vectors);
    writeFileSync(join(right, "key-0000.zkey"), zkey);
    writeFileSync(join(right, "circuit.r1cs"), r1cs);
    cpSync(workshop.path("powers.ptau"), join(right, "powers.ptau"));
    const { attestation } = await contributeToCeremony({ folder: right, name: "Bea" }, workshop.vectors);
    rmSync(join(right, "ceremony.json"));
    const signed = await signAttestation(attestation, `0x${"17".repeat(32)}`);
    writeFileSync(join(right, ATTESTATION), formatAttestation(signed));
    await writeListing(right);
    server = await serve({ "/": at("site"), "/hosted": at("hosted") }, false);
    browser = await launch("chromium");
  });
  after(async () => {
    await browser?.close();
    await server?.close();
    await workshop?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE);
    complaints = [];
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("console", (message) => complaints.push(message.text()));
    const session = await browser.target().createCDPSession();
    await session.send("Browser.setDownloadBehavior", { behavior: "allow", downloadPath: folder });
    await page.goto(server.origin);
    await forget();
    await page.type("#name", "Ada");
    await page.type("#typed", "3 1 6 4 2 2 5");
  });
  afterEach(() => page.close());

  /** A file that came once is not asked for again. */
  const forget = () => page.evaluate("caches.delete('psephos-artifacts-v1')");
  const finished = async (): Promise<string> => {
    await page.click("#go");
    await page.waitForFunction("/^(Done|Refused)/.test(document.getElementById('status').textContent)");
    return String(await page.$eval("#status", (node) => node.textContent));
  };
  const downloaded = async (link: string): Promise<string> => {
    const name = String(await page.$eval(link, (node) => node.textContent));
    await page.click(link);
    const end = Date.now() + PATIENCE;
    while (!existsSync(at(name)) && Date.now() < end)
      await new Promise((resolve) => setTimeout(resolve, 100));
    return at(name);
  };

  it("shows no progress and no result before there is any", async () => {
    for (const id of ["#bar", "#result"])
      assert.equal(await page.$eval(id, (node) => getComputedStyle(node).display), "none", id);
  });

  const lines = async (id: string): Promise<string[]> =>
    (await page.$eval(id, (node) => (node as HTMLElement).innerText)).split("\n").filter(Boolean);
  const choose = async (...names: string[]): Promise<void> => {
    const input = (await page.$("input[type=file]")) as ElementHandle<HTMLInputElement>;
    await input.uploadFile(...names.map(at));
  };
  const give = (address: string) =>
    page.$eval(
      "#address",
      (node, url) => {
        (node as HTMLInputElement).value = url;
      },
      address,
    );
  /** What the page gave back: a key that verifies here, with its attestation. */
  const takeNext = async (position: number) => {
    const zkey = new Uint8Array(readFileSync(await downloaded("#key-link")));
    const attestation = parseAttestation(readFileSync(await downloaded("#attestation-link"), "utf8"));
    assert.equal(await page.$eval("#words", (node) => node.textContent), attestationText(attestation));
    assert.equal(await page.$eval("#typed", (node) => (node as HTMLTextAreaElement).value), "");
    await using ptau = await PtauFile.open(workshop.path("powers.ptau"));
    const { contributions } = await verifyKey({ zkey, r1cs, ptau }, workshop.vectors);
    assert.equal(contributions.length, position);
    assert.equal(contributions.at(-1)!.hash, attestation.hash);
    return zkey;
  };

  it("takes a ceremony's address, checks all that is there, and gives back what is to be published", async () => {
    await give(`${server.origin}/hosted/right`);
    assert.match(await finished(), /^Done/);
    assert.deepEqual(await lines("#checked"), [
      "checked: key-0001.zkey is the file that ceremony.json names",
      "checked: every point of the key follows from circuit.r1cs and powers.ptau",
      "checked: 1 of 1 contributions are attested, 1 with a signature",
    ]);
    assert.match((await lines("#before"))[0]!, /Bea/);
    const zkey = await takeNext(2);
    const { files } = parseListing(readFileSync(await downloaded("#listing-link"), "utf8"));
    assert.deepEqual(
      files.map(({ name }) => name).filter((name) => name.startsWith("key-0002")),
      ["key-0002.zkey", "key-0002.zkey.attestation.json"],
    );
    assert.equal(files.find(({ name }) => name === "key-0002.zkey")!.size, zkey.length);
    assert.deepEqual(complaints, []);
  });

  it("takes files: a whole ceremony's, or a key alone, of which it says what it could not check", async () => {
    const names = ["ceremony.json", "key-0001.zkey", ATTESTATION, "circuit.r1cs", "powers.ptau"];
    await choose(...names.map((name) => join("hosted/right", name)));
    assert.match(await finished(), /^Done/);
    assert.equal((await lines("#checked")).filter((line) => line.startsWith("checked: ")).length, 3);
    rmSync(at("key-0002.zkey"), { force: true });
    rmSync(at("key-0002.zkey.attestation.json"), { force: true });
    await takeNext(2);
    await choose("key-0002.zkey");
    assert.match(await finished(), /^Done/);
    assert.deepEqual(
      (await lines("#checked")).map((line) => line.replace(/:.*/, "")),
      ["NOT CHECKED", "NOT CHECKED", "NOT CHECKED"],
    );
    assert.equal(await page.$eval("#listing-link", (node) => (node as HTMLElement).offsetParent), null);
    await takeNext(3);
    assert.deepEqual(complaints, []);
  });

  it("adds to nothing that is not what it is said to be", async () => {
    const flip = (path: string): void => {
      const bytes = readFileSync(path);
      bytes[bytes.length - 1]! ^= 1;
      writeFileSync(path, bytes);
    };
    /** Lists the file as it now is. */
    const relist = (copy: string, name: string, spoil: (path: string) => void): void => {
      const path = join(copy, name);
      spoil(path);
      const listing = JSON.parse(readFileSync(join(copy, "ceremony.json"), "utf8"));
      const entry = listing.files.find((file: { name: string }) => file.name === name);
      const bytes = readFileSync(path);
      Object.assign(entry, { size: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") });
      writeFileSync(join(copy, "ceremony.json"), formatListing(listing));
    };
    const cases: [name: string, code: string, change: (copy: string) => void][] = [
      ["another-hash", "setup/ceremony-file", (copy) => flip(join(copy, "key-0001.zkey"))],
      [
        "another-circuit",
        "setup/other-circuit",
        (copy) => relist(copy, "circuit.r1cs", (path) => writeFileSync(path, r1csFile(squares(5)))),
      ],
      [
        "a-page",
        "setup/ceremony-html",
        (copy) => writeFileSync(join(copy, "key-0001.zkey"), "<!doctype html><title>Welcome</title>"),
      ],
      [
        "a-page-of-its-own-hash",
        "groth16/file-html",
        (copy) =>
          relist(copy, "key-0001.zkey", (path) => writeFileSync(path, "<!doctype html><title>Hi</title>")),
      ],
      [
        "cut",
        "groth16/file-truncated",
        (copy) =>
          relist(copy, "key-0001.zkey", (path) => writeFileSync(path, readFileSync(path).subarray(0, -1))),
      ],
      [
        "left-out",
        "setup/ceremony-position",
        (copy) => relist(copy, "key-0001.zkey", (path) => cpSync(join(copy, "key-0000.zkey"), path)),
      ],
      [
        "another-attested",
        "setup/attestation-other",
        (copy) =>
          relist(copy, ATTESTATION, (path) => {
            const attestation = parseAttestation(readFileSync(path, "utf8"));
            writeFileSync(path, formatAttestation({ ...attestation, name: "Eve", signature: null }));
          }),
      ],
      [
        "another-signature",
        "setup/attestation-signature",
        (copy) =>
          relist(copy, ATTESTATION, (path) => {
            const attestation = parseAttestation(readFileSync(path, "utf8"));
            const address = "0x000000000000000000000000000000000000dEaD";
            writeFileSync(
              path,
              formatAttestation({ ...attestation, signature: { ...attestation.signature!, address } }),
            );
          }),
      ],
      ["no-listing", "setup/ceremony-fetch", (copy) => rmSync(join(copy, "ceremony.json"))],
    ];
    for (const [name, code, change] of cases) {
      await forget();
      await give(copied(name, change));
      await page.type("#typed", "3 1 6 4");
      const said = await finished();
      assert.ok(said.startsWith("Refused: ") && said.includes(`[${code}]`), `${name}: ${said}`);
      assert.equal(await page.$eval("#result", (node) => getComputedStyle(node).display), "none");
    }
    await give(`${server.origin}/hosted/right/key-0001.zkey`);
    assert.match(await finished(), /\[contribute\/address\]/);
  });
});
