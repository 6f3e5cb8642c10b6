// `psephos audit --page`: the pages of a host that is honest, and of hosts that are not.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { type Hex, toHex } from "../../src/bytes/index.js";
import { createFacts } from "../../src/facts/index.js";
import {
  contentHash,
  encodeMetadata,
  encryptMetadata,
  makePageManifest,
  newMetadataKey,
} from "../../src/process/index.js";
import { psephos, psephosJson } from "../support/cli.js";
import { World } from "../support/ledger/world.js";
import { QUESTIONS } from "../support/node/questions.js";
import { nodeGenesis } from "../support/node/solo.js";
import { type NodeOfChain, startNode } from "../support/node/written-chain.js";

const HTML = `<!doctype html><script type="module" src="../assets/vote-1.js"></script>`;
const FILES: Readonly<Record<string, string>> = {
  "assets/style-1.css": "body { color: black }",
  "assets/vote-1.js": `console.log("vote");\n`.repeat(50),
  "assets/worker-1.js": `console.log("worker");`,
  "sw.js": "self;",
  "vote/index.html": HTML,
};
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const manifestOf = (files: Readonly<Record<string, string>>): string =>
  makePageManifest(Object.entries(files).map(([name, text]) => [name, bytesOf(text)] as const));
const MANIFEST = manifestOf(FILES);

/** What a host does with a request, in place of giving the file: it answers, or says what it gives. */
type Trick = (
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
) => string | "answered" | undefined;

describe("cli: audit --page", function () {
  this.timeout(60_000);
  let folder: string;
  let node: NodeOfChain;
  let url: string;
  let server: Server;
  let place: string;
  let genesisHash: Hex;
  let encrypted: Hex;
  let silent: Hex;
  let announcing: Hex;
  let trick: Trick = () => undefined;
  let asked: string[] = [];
  const path = (name: string) => join(folder, name);

  function answer(request: IncomingMessage, response: ServerResponse): void {
    if (!request.url!.startsWith("/pages/")) return void response.writeHead(404).end();
    const name = request.url!.slice("/pages/".length);
    asked.push(name);
    const changed = trick(name, request, response);
    if (changed === "answered") return;
    const folderName = name === "" || name.endsWith("/") ? `${name}index.html` : name;
    const text = changed ?? (name === "pages.json" ? MANIFEST : FILES[folderName]);
    if (text === undefined) response.writeHead(404).end();
    else if (/\bbr\b/.test(`${request.headers["accept-encoding"]}`))
      response.writeHead(200, { "content-encoding": "br" }).end(brotliCompressSync(text));
    else response.writeHead(200).end(text);
  }

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "psephos-audit-page-"));
    server = createServer(answer).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    place = `http://127.0.0.1:${(server.address() as AddressInfo).port}/pages/`;
    const genesis = nodeGenesis();
    const world = new World(createFacts({ verifiers: [] }), genesis);
    genesisHash = toHex(genesis.hash);
    const pages = `${place}pages.json!${contentHash(bytesOf(MANIFEST))}`;
    const key = newMetadataKey();
    writeFileSync(path("key"), Buffer.from(key).toString("hex"));
    const questions = { ...QUESTIONS, pages };
    const files = [
      encodeMetadata(questions),
      encryptMetadata(questions, key),
      encodeMetadata(QUESTIONS),
    ] as const;
    const declare = (file: Uint8Array, encryptedMetadata = false) =>
      world.declare({
        ...{
          metadata: `https://example.org/m!${contentHash(file)}`,
          questionCount: 1,
          maxCount: 1,
          maxValue: 3,
        },
        mode: { encryptedMetadata },
      });
    announcing = await declare(files[0]);
    encrypted = await declare(files[1], true);
    silent = await declare(files[2]);
    node = await startNode(path("node"), world, files, 20);
    url = await node.open();
  });
  beforeEach(() => {
    trick = () => undefined;
    asked = [];
  });
  after(async () => {
    await node?.close();
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const audit = (...more: string[]) => psephosJson(["audit", "--page", ...more], folder);
  const at = (id: Hex) => ["--node", url, "--process-id", id, "--genesis-hash", genesisHash];
  const held = (page = place) => audit(page, ...at(announcing));
  /** What is wrong, by the name of the file. */
  async function wrong(change: Trick, page = place): Promise<Record<string, string>> {
    trick = change;
    const { code, json } = await held(page);
    assert.equal(code, 1, JSON.stringify(json));
    assert.deepEqual([json.ok, json.lines[0].state, json.lines[0].code], [false, "wrong", "audit/page"]);
    return Object.fromEntries(
      json.problems.map((one: { name: string; problem: string }) => [one.name, one.problem]),
    );
  }

  it("says that a host serves what the process announces, whichever of its addresses is given", async () => {
    for (const page of [
      place,
      place.slice(0, -1),
      `${place}vote/#election=0x`,
      `${place}vote/index.html`,
      `${place}pages.json`,
    ]) {
      const { code, json } = await held(page);
      assert.equal(code, 0, JSON.stringify(json));
      assert.equal(json.page, page.split("#")[0]);
      const { state, figures, text } = json.lines[0];
      assert.deepEqual([state, figures.files, figures.announced, figures.release], ["ok", 5, true, null]);
      assert.match(text, /^5 files .* are those that the process announces\. This program is of no release/);
    }
    for (const name of [...Object.keys(FILES), "vote/"])
      assert.ok(asked.filter((one) => one === name).length >= 3, `${name} is asked for as each program`);
  });

  it("finds pages in a folder that has the name of one of them", async () => {
    trick = (name) => {
      const inside = /^observe\/(.*)$/.exec(name)?.[1];
      if (inside === undefined) return undefined;
      const file = inside === "" || inside.endsWith("/") ? `${inside}index.html` : inside;
      return file === "pages.json" ? MANIFEST : FILES[file];
    };
    const { code, json } = await held(`${place}observe/`);
    assert.deepEqual([code, json.lines[0].figures.files], [0, 5]);
    assert.ok(asked.includes("observe/sw.js") && !asked.includes("sw.js"));
  });

  it("finds a false page where voters enter, though the right pages are below it", async () => {
    const names = await wrong((name) => {
      const inside = /^vote\/(.*)$/.exec(name)?.[1];
      if (inside === undefined) return undefined;
      return inside === "" ? "<!doctype html><p>false" : inside === "pages.json" ? MANIFEST : FILES[inside];
    }, `${place}vote/#election`);
    assert.equal(names["vote/"], "is another file");
  });

  it("finds a changed script, and one that is as long as the right one", async () => {
    const js = "assets/vote-1.js";
    const other = FILES[js]!.replace("vote", "veto");
    assert.deepEqual(await wrong((name) => (name === js ? other : undefined)), { [js]: "is another file" });
    const longer = await wrong((name) => (name === js ? FILES[js]!.repeat(1000) : undefined));
    assert.deepEqual(longer, { [js]: "is another file" });
  });

  it("finds an added script: the page that loads it is another one", async () => {
    const html = HTML.replace("<script", '<script src="../evil.js"></script><script');
    const found = await wrong((name) =>
      name.startsWith("vote/") ? html : name === "evil.js" ? "1" : undefined,
    );
    assert.deepEqual(found, {
      "vote/": "is another file",
      "vote/index.html": "is another file",
    });
  });

  it("finds a page that is another one only by the address that voters open", async () => {
    const html = HTML.replace("vote-1", "vote-2");
    assert.deepEqual(await wrong((name) => (name === "vote/" ? html : undefined)), {
      "vote/": "is another file",
    });
  });

  it("checks the pages that a link leads to, not others whose address is its beginning", async () => {
    // Right pages in /pages/, and false ones in /pagesvote/.
    for (const address of [place.replace("pages/", "pagesvote/"), place.replace("pages/", "pagescheck/")]) {
      const { code } = await held(`${address}#election`);
      assert.notEqual(code, 0, address);
    }
    const marked = place.replace("http://", "http://voter:x@");
    for (const address of [`${place}vote/?v=2#election`, marked])
      assert.equal((await held(address)).json.error.code, "cli/usage", address);
  });

  it("finds a missing file, one that is elsewhere, and headers that change a page", async () => {
    const worker = "assets/worker-1.js";
    const status =
      (name: string, code: number, headers: Record<string, string> = {}): Trick =>
      (one, _, response) => {
        if (one !== name) return undefined;
        response.writeHead(code, headers).end(FILES[name]);
        return "answered";
      };
    assert.deepEqual(await wrong(status(worker, 404)), { [worker]: "is not there (404)" });
    const elsewhere = status(worker, 302, { location: "https://evil.example/" });
    assert.deepEqual(await wrong(elsewhere), { [worker]: "is redirected to another address" });
    const refresh = status("vote/index.html", 200, { refresh: "1; url=https://evil.example/" });
    assert.match((await wrong(refresh))["vote/index.html"]!, /leads elsewhere \(refresh\)/);
    const link = status("vote/index.html", 200, { link: "<https://evil.example/a.css>; rel=stylesheet" });
    assert.match((await wrong(link))["vote/index.html"]!, /adds a style/);
    const erased = status("vote/index.html", 200, { "clear-site-data": '"storage"' });
    assert.match((await wrong(erased))["vote/index.html"]!, /erases what voters keep/);
  });

  it("leaves no connection open to a host whose answer it does not read", async () => {
    const worker = "assets/worker-1.js";
    let ended = 0;
    const endless: Trick = (name, _, response) => {
      if (name !== worker) return undefined;
      response.on("close", () => ended++).writeHead(404);
      response.write(Buffer.alloc(2 ** 25));
      return "answered";
    };
    assert.deepEqual(await wrong(endless), { [worker]: "is not there (404)" });
    for (let i = 0; ended < 3 && i < 100; i++) await sleep(20);
    assert.equal(ended, 3);
  });

  it("finds a page that is another one for a browser than for this program", async () => {
    const js = "assets/vote-1.js";
    for (const [agent, seen] of [
      [/Firefox\//, "Firefox"],
      [/Chrome\//, "Chromium"],
      [/Mozilla/, "Chromium and Firefox"],
    ] as const) {
      const found = await wrong((name, { headers }) =>
        name === js && agent.test(headers["user-agent"] ?? "") ? "evil" : undefined,
      );
      assert.deepEqual(found, { [js]: `is another file, for ${seen}` });
    }
    const destination = await wrong((name, { headers }) =>
      name === js && headers["sec-fetch-dest"] === "script" ? "evil" : undefined,
    );
    assert.deepEqual(destination, { [js]: "is another file, for Chromium and Firefox" });
  });

  it("finds other pages with a manifest of their own, and says which files they change if the right one is to be had", async () => {
    const { "sw.js": _, ...left } = FILES;
    const others = { ...left, "assets/vote-1.js": "evil", "assets/more.js": "evil" };
    const other = (name: string) => (others as Record<string, string>)[name];
    const html = (name: string) => (name.endsWith("/") ? undefined : other(name));
    const found = await wrong((name) => (name === "pages.json" ? manifestOf(others) : html(name)));
    assert.deepEqual(Object.keys(found), ["pages.json", "its files"]);
    writeFileSync(path("right.json"), MANIFEST);
    const { code, json } = await audit(place, ...at(announcing), "--page-manifest", "right.json");
    assert.equal(code, 1);
    const problems = json.problems.map(({ name, problem }: Record<string, string>) => `${name} ${problem}`);
    assert.deepEqual(problems, [
      "assets/more.js is added",
      "assets/vote-1.js is another file",
      "pages.json is another one",
      "sw.js is left out",
    ]);
    assert.match(json.lines[0].text, /not those that right\.json names: .*Do not vote on them/);
  });

  it("compares with a manifest of one's own build, also where nothing is announced", async () => {
    writeFileSync(path("right.json"), MANIFEST);
    const own = await audit(place, "--page-manifest", "right.json");
    assert.deepEqual([own.code, own.json.lines[0].state], [0, "ok"]);
    assert.match(own.json.lines[0].text, /right\.json names\. No process was asked/);
    const alone = await audit(place);
    assert.deepEqual([alone.code, alone.json.lines[0].state], [0, "unchecked"]);
    const unannounced = await audit(place, ...at(silent));
    assert.equal(unannounced.json.lines[0].state, "unchecked");
    assert.match(unannounced.json.lines[0].text, /The process announces no pages/);
    writeFileSync(path("other.json"), manifestOf({ ...FILES, "sw.js": "other" }));
    const other = await audit(place, ...at(announcing), "--page-manifest", "other.json");
    assert.deepEqual([other.code, other.json.lines[0].code], [1, "audit/page"]);
    writeFileSync(path("none.json"), "{}");
    assert.equal(
      (await audit(place, "--page-manifest", "none.json")).json.error.code,
      "process/page-manifest",
    );
  });

  it("reads encrypted questions with their key", async () => {
    const sealed = await audit(place, ...at(encrypted));
    assert.equal(sealed.json.lines[0].state, "unchecked");
    assert.match(sealed.json.lines[0].text, /--metadata-key/);
    const opened = await audit(place, ...at(encrypted), "--metadata-key", "key");
    assert.deepEqual([opened.json.lines[0].state, opened.json.lines[0].figures.announced], ["ok", true]);
  });

  it("checks a folder, such as a USB stick's, and says which file of it is another one", async () => {
    for (const [name, text] of [...Object.entries(FILES), ["pages.json", MANIFEST] as const]) {
      mkdirSync(dirname(path(`stick/${name}`)), { recursive: true });
      writeFileSync(path(`stick/${name}`), text);
    }
    const right = await audit("stick", ...at(announcing));
    assert.deepEqual([right.code, right.json.lines[0].state], [0, "ok"]);
    writeFileSync(path("stick/sw.js"), "evil;");
    rmSync(path("stick/assets/worker-1.js"));
    const { json } = await audit("stick", ...at(announcing));
    assert.deepEqual(json.problems, [
      { name: "assets/worker-1.js", problem: "is not there" },
      { name: "sw.js", problem: "is another file" },
    ]);
  });

  it("tells a host that does not answer from one that lies", async () => {
    trick = (name, request, response) => {
      if (name !== "sw.js") return undefined;
      if (/Firefox/.test(`${request.headers["user-agent"]}`)) response.destroy();
      else response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(FILES["sw.js"]!));
      return "answered";
    };
    const dead = await held();
    assert.deepEqual([dead.code, dead.json.error.code], [2, "audit/page-host"]);
    const busy = await (async () => {
      trick = (_, __, response) => {
        response.writeHead(503).end();
        return "answered";
      };
      return held();
    })();
    assert.deepEqual([busy.code, busy.json.error.code], [2, "audit/page-host"]);
    for (const words of [["--page", "nowhere"], ["--page", "http://192.0.2.1/"], []]) {
      const { code } = await psephosJson(["audit", ...words], folder);
      assert.ok(code === 1 || code === 2, words.join(" "));
    }
  });

  it("is said in words", async () => {
    const { stdout, code } = await psephos(["audit", "--page", place, ...at(announcing)], folder);
    assert.equal(code, 0);
    assert.match(stdout, /✔ page: 5 files/);
    trick = (name) => (name === "sw.js" ? "evil;" : undefined);
    const bad = await psephos(["audit", "--page", place, ...at(announcing)], folder);
    assert.equal(bad.code, 1);
    assert.match(
      bad.stdout,
      /✖ page: the pages at http.* are not those that the\s+process\s+announces: sw\.js\s+is\s+another\s+file/,
    );
  });
});
