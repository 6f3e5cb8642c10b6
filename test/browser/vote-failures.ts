/** What goes wrong at the voter's page, as a person needs it: each failure says what it means and what to do. */
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser } from "puppeteer-core";
import { privateKeyToAccount } from "viem/accounts";
import { createIdentity, identityToJson } from "../../src/census/index.js";
import { type ElectionLink, formatLink } from "../../web/shared/link.js";
import { PATIENCE } from "./browsers.js";
import type { Demonstration } from "./demonstration.js";
import type { LoggingProxy } from "./logging-proxy.js";
import { castVote, identify } from "./voter-steps.js";
import { Walker } from "./walker.js";

export interface Scene {
  readonly browser: Browser;
  readonly demonstration: Demonstration;
  readonly proxy: LoggingProxy;
  /** For files. */
  readonly folder: string;
}

/** A wallet in the page that announces itself by EIP-6963. It asks the test to sign, or declines. */
export const WALLET = (chain: string, declines: boolean): string => `
  const info = Object.freeze({ uuid: "5b0e9c9a-0000-4000-8000-000000000001", name: "Test wallet", icon: "", rdns: "test" });
  const provider = { async request({ method, params }) {
    if (method === "eth_requestAccounts") return [await signerAddress()];
    if (method === "eth_chainId") return "${chain}";
    if (method === "wallet_switchEthereumChain") throw Object.assign(new Error("unknown chain"), { code: 4902 });
    if (${declines}) throw Object.assign(new Error("declined"), { code: 4001 });
    return signTyped(params[1]);
  } };
  const announce = () => dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail: Object.freeze({ info, provider }) }));
  addEventListener("eip6963:requestProvider", announce);
  announce();`;

/** The tests, inside a suite that has a scene. */
export function failures(scene: () => Scene): void {
  const linked = (change: Partial<ElectionLink>): string => {
    const { url, link } = scene().demonstration;
    return `${url.split("#")[0]}${formatLink({ ...link, ...change })}`;
  };
  const walk = async (name: string): Promise<Walker> =>
    new Walker(await (await scene().browser.createBrowserContext()).newPage(), name);
  const flipped = (hex: string): string => hex.slice(0, -1) + (hex.endsWith("0") ? "1" : "0");

  it("says what is wrong with a link, a node, a chain or an election", async () => {
    const { link } = scene().demonstration;
    const walker = await walk("vote-links");
    const cases: [change: Partial<ElectionLink>, words: string][] = [
      [{ nodes: ["http://127.0.0.1:9"] }, "The election’s computers do not answer."],
      [{ genesisHash: flipped(link.genesisHash) as `0x${string}` }, "belongs to another voting chain"],
      [{ processId: flipped(link.processId) as `0x${string}` }, "does not exist, or not yet"],
      [{ manifest: undefined }, "This link is not complete or was changed."],
      [{ manifest: flipped(link.manifest!) }, "is not the one that the organiser announced"],
    ];
    for (const [change, words] of cases) {
      await walker.page.goto("about:blank");
      await walker.page.goto(linked(change));
      await walker.says(words);
    }
    await walker.page.goto("about:blank");
    await walker.page.goto(linked({ nodes: ["http://127.0.0.1:9"] }));
    await walker.says("The election’s computers do not answer.");
    await walker.shoot("node-down");
    await walker.page.goto("about:blank");
    await walker.page.goto(linked({}).replace("election=", "elction="));
    await walker.says("This link is not complete or was changed.");
    await walker.page.goto("about:blank");
    await walker.page.goto(scene().demonstration.url.split("#")[0]!);
    await walker.sees("This page needs a link to an election");
    await walker.shoot("no-link", { sizes: ["phone"] });
    await walker.page.close();
  });

  it("warns of a link that leads to another voting chain than the one that this device knows", async () => {
    const { link, url } = scene().demonstration;
    const walker = await walk("vote-other-chain");
    await walker.page.goto(url);
    await walker.sees("The new library");
    assert.ok(!(await walker.text()).includes("another voting chain"));
    const name = `election/${flipped(link.genesisHash)}/${link.processId}`;
    await walker.page.evaluate(
      (key) =>
        new Promise<void>((resolve, reject) => {
          const opening = indexedDB.open("keyval-store");
          opening.onerror = () => reject(opening.error);
          opening.onsuccess = () => {
            const writing = opening.result.transaction("keyval", "readwrite");
            writing.objectStore("keyval").put({ version: 1, text: "{}" }, key);
            writing.oncomplete = () => resolve();
          };
        }),
      name,
    );
    await walker.page.reload();
    await walker.says("The computer in this link belongs to another voting chain.");
    await walker.shoot("warned", { sizes: ["phone"] });
    await walker.page.close();
  });

  it("keeps no more than the newest answers of nodes for a visit without a connection", async () => {
    const { link, url } = scene().demonstration;
    const walker = await walk("vote-kept-answers");
    await walker.page.goto(url);
    await walker.sees("The new library");
    await walker.page.evaluate("navigator.serviceWorker.ready");
    await walker.page.reload();
    await walker.sees("The new library");
    // The same answer under a hundred addresses.
    const kept = await walker.page.evaluate(async (node) => {
      for (let i = 0; i < 100; i++) await fetch(`${node.replace(/\/$/, "")}/v1/blocks?count=1&from=${1 + i}`);
      const cache = await caches.open("psephos-said-v1");
      return (await cache.keys()).map(({ url }) => url);
    }, link.nodes[0]!);
    assert.equal(kept.length, 64);
    assert.ok(kept.some((address) => address.endsWith("from=100")));
    await walker.page.close();
  });

  it("asks the next node if one does not answer", async () => {
    const { link } = scene().demonstration;
    const walker = await walk("vote-nodes");
    await walker.page.goto(linked({ nodes: ["http://127.0.0.1:9", ...link.nodes] }));
    await walker.sees("The new library");
    await walker.page.close();
  });

  it("uses no proving file that has another hash", async () => {
    const { proxy } = scene();
    const walker = await walk("vote-forged");
    const [folder] = scene().demonstration.link.proofs as [string];
    const { length } = await (await fetch(`${folder}census-7.vkey.json`)).text();
    proxy.swap = (line) => (line.endsWith(".vkey.json") ? "x".repeat(length) : undefined);
    await walker.page.goto(scene().demonstration.url);
    await walker.says("is not the one that the organiser announced");
    await walker.shoot("forged", { sizes: ["phone"] });
    proxy.swap = () => undefined;
    await walker.click("Try again");
    await walker.says("Everything is ready on this device.");
    await walker.page.close();
  });

  it("tells a voter who is not on the list, or whose file is none", async () => {
    const { folder } = scene();
    const [stranger, nonsense] = [join(folder, "stranger.json"), join(folder, "nonsense.json")];
    writeFileSync(stranger, identityToJson(createIdentity()));
    writeFileSync(nonsense, '{"type":"psephos-identity"}');
    const walker = await walk("vote-stranger");
    await walker.page.goto(scene().demonstration.url);
    await walker.click("Start now");
    await walker.click("I have a recovery file");
    await walker.click("Continue");
    await walker.click("Continue");
    await walker.says("Choose your recovery file, or paste its text");
    await walker.upload(nonsense);
    await walker.click("Continue");
    await walker.says("This is not a recovery file.");
    await walker.upload(stranger);
    await walker.click("Continue");
    await walker.says("Your code is not on the list of voters of this election.");
    await walker.shoot("stranger", { sizes: ["phone"] });
    await walker.page.close();
  });

  it("tells of a wallet that declines, is on another chain, or is not there; one that signs is looked up", async () => {
    const { demonstration } = scene();
    const account = privateKeyToAccount(`0x${"1d".repeat(32)}`);
    const atWallet = async (wallet?: string): Promise<Walker> => {
      const walker = await walk("vote-wallet");
      const { page } = walker;
      await page.exposeFunction("signerAddress", () => account.address);
      await page.exposeFunction("signTyped", (data: string) => account.signTypedData(JSON.parse(data)));
      if (wallet) await page.evaluateOnNewDocument(wallet);
      await page.goto(demonstration.url);
      await walker.click("Start now");
      await walker.click("With my crypto wallet");
      await walker.click("Continue");
      await walker.sees("Your wallet");
      return walker;
    };
    const none = await atWallet();
    await none.says("No wallet was found in this browser.");
    await none.page.close();
    const chain = "0x7a69"; // 31337, the local EVM's
    for (const [wallet, words] of [
      [WALLET(chain, true), "You declined in your wallet."],
      [WALLET("0x1", false), "Your wallet is on another network"],
      [WALLET(chain, false), "Your code is not on the list of voters of this election."],
    ] as const) {
      const walker = await atWallet(wallet);
      await walker.click("Use Test wallet");
      await walker.says(words);
      await walker.page.close();
    }
  });

  it("says before the start what the device cannot do", async () => {
    const { demonstration } = scene();
    const walker = await walk("vote-device");
    await walker.page.evaluateOnNewDocument(
      "Object.defineProperty(globalThis, 'indexedDB', { get() { throw new Error('blocked'); } })",
    );
    await walker.page.goto(demonstration.url);
    await walker.says("This browser keeps nothing for this page");
    await walker.says("Start now");
    await walker.page.close();
    const other = await walk("vote-without-wasm");
    await other.page.evaluateOnNewDocument("delete globalThis.WebAssembly");
    await other.page.goto(demonstration.url);
    await other.says("This browser does not run WebAssembly");
    assert.ok(!(await other.text()).includes("Start now"));
    await other.shoot("start", { sizes: ["phone"] });
    await other.page.close();
  });

  it("says that a full device keeps nothing, and takes the vote all the same", async () => {
    const { demonstration } = scene();
    const walker = await walk("vote-full");
    await walker.page.evaluateOnNewDocument(
      `IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); };
       Cache.prototype.put = () => Promise.reject(new DOMException("full", "QuotaExceededError"));`,
    );
    await walker.page.goto(demonstration.url);
    await walker.click("Start now");
    await walker.click("I have a recovery file");
    await walker.click("Continue");
    await walker.sees("Your recovery file");
    await walker.upload(demonstration.voter(7));
    await walker.click("Continue");
    await walker.sees("Keep your code on this device?");
    await walker.click("Yes, on this device");
    await walker.click("Continue");
    await walker.says("This browser does not keep anything for this page.");
    await walker.shoot("full", { sizes: ["phone"] });
    await walker.click("No, forget it when I close this page");
    await walker.click("Continue");
    await walker.sees("Where should the new library stand?");
    await castVote(walker, "Old mill");
    await walker.says("This device does not keep your vote.");
    await walker.page.close();
  });

  it("saves a vote as a file, which another device sends; an altered one is refused", async () => {
    const { demonstration, folder } = scene();
    const walker = await walk("vote-file");
    const session = await walker.page.createCDPSession();
    await session.send("Page.setDownloadBehavior", { behavior: "allow", downloadPath: folder });
    await walker.page.goto(demonstration.url);
    await identify(walker, {
      file: demonstration.voter(5),
      keep: "No, forget it when I close this page",
      question: "Where should the new library stand?",
    });
    await walker.click("Harbour");
    await walker.click("Continue");
    await walker.sees("Check your vote");
    await walker.click("Save it as a file instead");
    await walker.click("Save the vote as a file");
    await walker.sees("Your vote is saved as a file");
    await walker.shoot("saved", { sizes: ["phone"] });
    await walker.page.close();
    const file = join(folder, "psephos-vote.json");
    for (const end = performance.now() + PATIENCE; !existsSync(file) && performance.now() < end; )
      await sleep(50);
    const altered = join(folder, "altered.json");
    const text = readFileSync(file, "utf8");
    const { voteHash } = JSON.parse(text);
    writeFileSync(altered, text.replace(voteHash, flipped(voteHash)));
    const other = await walk("vote-send-file");
    await other.page.goto(demonstration.url);
    await other.click("Send a vote that I saved as a file");
    await other.sees("Send a vote that was saved as a file");
    await other.upload(altered);
    await other.click("Send it");
    await other.says("did not take it");
    await other.shoot("refused", { sizes: ["phone"] });
    await other.upload(file);
    await other.click("Send it");
    await other.sees("Your vote is recorded");
    await other.page.close();
  });
}
