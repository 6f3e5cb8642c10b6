/** An election in which votes have names, declared beside the demonstration's: its voters have wallets. */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser } from "puppeteer-core";
import { createWalletClient, http, publicActions, zeroAddress, zeroHash } from "viem";
import { mnemonicToAccount, type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import { publishWhenNamed } from "../../src/api/index.js";
import { type Hex, scalarToHex } from "../../src/bytes/index.js";
import { Census, writeSnapshot } from "../../src/census/index.js";
import { createProcess, setStatus } from "../../src/evm/index.js";
import {
  CensusOrigin,
  contentHash,
  decodeEnvelopeType,
  decodeMode,
  encodeMetadata,
  Status,
} from "../../src/process/index.js";
import { formatLink } from "../../web/shared/link.js";
import { PATIENCE } from "./browsers.js";
import { ANVIL, type Demonstration } from "./demonstration.js";
import type { LoggingProxy } from "./logging-proxy.js";
import { Walker } from "./walker.js";

const QUESTION = "Which day suits the meeting?";
const accountOf = (byte: string) => privateKeyToAccount(`0x${byte.repeat(32)}`);
const [MEMBER, STRANGER] = [accountOf("5e"), accountOf("5f")];

/** A picture of one point. */
const PICTURE = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

const organiserOf = ({ rpc }: Demonstration) =>
  createWalletClient({ account: mnemonicToAccount(ANVIL), chain: foundry, transport: http(rpc) }).extend(
    publicActions,
  );

interface Declared {
  readonly processId: Hex;
  /** The voter's page. */
  readonly url: string;
  /** The last part of the picture's address at the node. */
  readonly picture: string;
}

/** Declares it, and waits until it takes votes. */
async function declareNamed(demonstration: Demonstration): Promise<Declared> {
  const { contract, client, link, url } = demonstration;
  const organiser = organiserOf(demonstration);
  const uriOf = (file: Uint8Array) => `${link.nodes[0]}/v1/content/${contentHash(file)}!${contentHash(file)}`;
  const census = new Census(7, [{ commitment: BigInt(MEMBER.address), weight: 2n }]);
  const files = [
    encodeMetadata({
      version: "1.2",
      title: { default: "The meeting" },
      headerImage: uriOf(PICTURE),
      layout: "single-choice",
      questions: [
        {
          title: { default: QUESTION },
          choices: ["Monday", "Friday"].map((title, value) => ({ title: { default: title }, value })),
        },
      ],
    }),
    writeSnapshot(census),
    PICTURE,
  ] as const;
  const [metadata, censusUri] = files.map(uriOf);
  const { processId } = await createProcess(organiser, contract, {
    ...{ mode: decodeMode(1 + 2), envelopeType: decodeEnvelopeType(0) },
    ...{ censusOrigin: CensusOrigin.OFF_CHAIN_TREE_WEIGHTED, token: zeroAddress, settlement: zeroAddress },
    ...{ startBlock: 1, blockCount: 20_000, questionCount: 1, maxCount: 1, maxValue: 1 },
    ...{ maxVoteOverwrites: 1, maxTotalCost: 0, costExponent: 10_000 },
    ...{
      evmBlockHeight: 0n,
      balancePosition: 0n,
      tokenId: 0n,
      censusKey: zeroHash,
      paramsSignature: zeroHash,
    },
    ...{ metadata: metadata!, censusUri: censusUri!, censusRoot: scalarToHex(census.root) },
  });
  for (const file of files) await publishWhenNamed(client, file, { wait: PATIENCE });
  const id = processId.toLowerCase() as Hex;
  const own = `${url.split("#")[0]}${formatLink({ ...link, processId: id })}`;
  return { processId: id, url: own, picture: contentHash(PICTURE) };
}

/** A wallet in the page, by EIP-6963; what it is asked to sign is signed by the test. */
const WALLET = `
  const info = Object.freeze({ uuid: "5b0e9c9a-0000-4000-8000-000000000002", name: "Test wallet", icon: "", rdns: "test" });
  const provider = { async request({ method, params }) {
    if (method === "eth_requestAccounts") return [await signerAddress()];
    if (method === "personal_sign") return signText(...params);
    throw Object.assign(new Error("unknown method"), { code: -32601 });
  } };
  const announce = () => dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail: Object.freeze({ info, provider }) }));
  addEventListener("eip6963:requestProvider", announce);
  announce();`;

interface Scene {
  readonly browser: Browser;
  readonly demonstration: Demonstration;
  readonly proxy: LoggingProxy;
}

/** The tests, inside a suite that has a scene. */
export function named(scene: () => Scene): void {
  describe("with names", () => {
    let declared: Declared;
    before(async () => {
      declared = await declareNamed(scene().demonstration);
    });
    afterEach(() => Object.assign(scene().proxy, { swap: () => undefined }));

    /** A page with a wallet, whose account the test chooses. */
    const open = async (name: string) => {
      const page = await (await scene().browser.createBrowserContext()).newPage();
      const complaints: string[] = [];
      page.on("pageerror", (error) => complaints.push(String(error)));
      page.on("console", (message) => complaints.push(message.text()));
      const wallet: { account: PrivateKeyAccount } = { account: MEMBER };
      await page.exposeFunction("signerAddress", () => wallet.account.address);
      await page.exposeFunction("signText", (data: Hex) =>
        wallet.account.signMessage({ message: { raw: data } }),
      );
      await page.evaluateOnNewDocument(WALLET);
      return { walker: new Walker(page, name), page, wallet, complaints };
    };

    it("takes a vote from a wallet: who is not on the list hears it first, and the vote can be changed", async () => {
      const { walker, page, wallet, complaints } = await open("vote-named");
      wallet.account = STRANGER;
      await page.goto(declared.url);
      await walker.says("This election is not secret");
      await walker.says("Everybody can see at once how your account voted.");
      await page.waitForSelector("img.picture");
      await walker.shoot("start");
      await walker.press("Start now");
      await walker.sees("Your account");
      await walker.press("Use Test wallet");
      await walker.says("This account is not on the list of voters of this election.");
      await walker.shoot("stranger", { sizes: ["phone"] });
      wallet.account = MEMBER;
      await walker.press("Use Test wallet");
      await walker.sees(QUESTION);
      await walker.choose("Friday");
      await walker.press("Continue");
      await walker.sees("Check your vote");
      await walker.says(MEMBER.address.toLowerCase());
      await walker.shoot("review");
      wallet.account = STRANGER;
      await walker.press("Sign and cast my vote with Test wallet");
      await walker.says("Your wallet shows another account than the one that you began with.");
      wallet.account = MEMBER;
      await walker.choose("Keep a copy of my vote on this device");
      await walker.press("Sign and cast my vote with Test wallet");
      await walker.sees("Your vote is recorded");
      await page.goto("about:blank");
      await page.goto(declared.url);
      await walker.says("You have voted on this device");
      await walker.says("Friday");
      await walker.click("Change my vote");
      await walker.sees(QUESTION);
      await walker.click("Monday");
      await walker.click("Continue");
      await walker.sees("Check your vote");
      await walker.click("Sign and cast my vote with Test wallet");
      await walker.sees("Your vote is recorded");
      assert.deepEqual(complaints, []);
      await page.close();
    });

    it("shows no picture of another hash than the questions name, and can be voted in without it", async () => {
      const { proxy } = scene();
      proxy.swap = (line) =>
        line.endsWith(`/v1/content/${declared.picture}`) ? "another picture" : undefined;
      const { walker, page } = await open("vote-picture");
      await page.goto(declared.url);
      await walker.press("Start now");
      await walker.sees("Your account");
      await walker.click("Back");
      await walker.sees("The meeting");
      assert.equal(await page.$("img.picture"), null);
      await page.close();
    });

    it("says in the open page that voting is paused, goes on again, and has ended", async () => {
      const { demonstration } = scene();
      const organiser = organiserOf(demonstration);
      const { contract } = demonstration;
      const set = (status: Parameters<typeof setStatus>[3]) =>
        setStatus(organiser, contract, declared.processId, status);
      const { walker, page } = await open("vote-steered");
      await page.goto(declared.url);
      await walker.says("Start now");
      await set(Status.PAUSED);
      await walker.says("Voting is paused. The organiser has stopped it for a while.");
      assert.ok(!(await walker.text()).includes("Start now"));
      await walker.shoot("paused", { sizes: ["phone"] });
      await set(Status.READY);
      await walker.click("Start now");
      await walker.click("Use Test wallet");
      await walker.sees("You have voted");
      await set(Status.ENDED);
      for (const end = performance.now() + PATIENCE; performance.now() < end; await sleep(200))
        if ((await demonstration.client.process(declared.processId)).phase === "counted") break;
      await walker.click("Back");
      await walker.click("Back");
      await walker.says("Voting has ended and the votes are counted.");
      assert.ok(!(await walker.text()).includes("Start now"));
      await walker.shoot("ended", { sizes: ["phone"] });
      await page.close();
    });
  });
}
