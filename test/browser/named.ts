/** An election in which votes have names, declared beside the demonstration's: its voters have wallets. */
import assert from "node:assert/strict";
import type { Browser } from "puppeteer-core";
import { createWalletClient, http, publicActions, zeroAddress, zeroHash } from "viem";
import { mnemonicToAccount, type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import { publishWhenNamed } from "../../src/api/index.js";
import { type Hex, scalarToHex } from "../../src/bytes/index.js";
import { Census, writeSnapshot } from "../../src/census/index.js";
import { createProcess } from "../../src/evm/index.js";
import {
  CensusOrigin,
  contentHash,
  decodeEnvelopeType,
  decodeMode,
  encodeMetadata,
} from "../../src/process/index.js";
import { formatLink } from "../../web/shared/link.js";
import { PATIENCE } from "./browsers.js";
import { ANVIL, type Demonstration } from "./demonstration.js";
import { Walker } from "./walker.js";

const QUESTION = "Which day suits the meeting?";
const accountOf = (byte: string) => privateKeyToAccount(`0x${byte.repeat(32)}`);
const [MEMBER, STRANGER] = [accountOf("5e"), accountOf("5f")];

/** Declares it, and waits until it takes votes. @returns the voter's page */
async function declareNamed({ rpc, contract, client, link, url }: Demonstration): Promise<string> {
  const organiser = createWalletClient({
    account: mnemonicToAccount(ANVIL),
    chain: foundry,
    transport: http(rpc),
  }).extend(publicActions);
  const census = new Census(7, [{ commitment: BigInt(MEMBER.address), weight: 2n }]);
  const files = [
    encodeMetadata({
      version: "1.2",
      title: { default: "The meeting" },
      layout: "single-choice",
      questions: [
        {
          title: { default: QUESTION },
          choices: ["Monday", "Friday"].map((title, value) => ({ title: { default: title }, value })),
        },
      ],
    }),
    writeSnapshot(census),
  ] as const;
  const [metadata, censusUri] = files.map(
    (file) => `${link.nodes[0]}/v1/content/${contentHash(file)}!${contentHash(file)}`,
  );
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
  const own = formatLink({ ...link, processId: processId.toLowerCase() as Hex });
  return `${url.split("#")[0]}${own}`;
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
}

/** The tests, inside a suite that has a scene. */
export function named(scene: () => Scene): void {
  it("takes a vote with a name from a wallet: who is not on the list hears it first, and the vote can be changed", async () => {
    const { browser, demonstration } = scene();
    const url = await declareNamed(demonstration);
    const context = await browser.createBrowserContext();
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("console", (message) => complaints.push(message.text()));
    const walker = new Walker(page, "vote-named");
    let account: PrivateKeyAccount = STRANGER;
    await page.exposeFunction("signerAddress", () => account.address);
    await page.exposeFunction("signText", (data: Hex) => account.signMessage({ message: { raw: data } }));
    await page.evaluateOnNewDocument(WALLET);
    await page.goto(url);
    await walker.says("This election is not secret");
    await walker.says("Everybody can see at once how your account voted.");
    await walker.shoot("start");
    await walker.press("Start now");
    await walker.sees("Your account");
    await walker.press("Use Test wallet");
    await walker.says("This account is not on the list of voters of this election.");
    await walker.shoot("stranger", { sizes: ["phone"] });
    account = MEMBER;
    await walker.press("Use Test wallet");
    await walker.sees(QUESTION);
    await walker.choose("Friday");
    await walker.press("Continue");
    await walker.sees("Check your vote");
    await walker.says(MEMBER.address.toLowerCase());
    await walker.shoot("review");
    account = STRANGER;
    await walker.press("Sign and cast my vote with Test wallet");
    await walker.says("Your wallet shows another account than the one that you began with.");
    account = MEMBER;
    await walker.choose("Keep a copy of my vote on this device");
    await walker.press("Sign and cast my vote with Test wallet");
    await walker.sees("Your vote is recorded");
    await page.goto("about:blank");
    await page.goto(url);
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
    await context.close();
  });
}
