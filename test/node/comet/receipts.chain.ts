// What a voter gets from a chain of four validators with real engines: a receipt that more than two thirds signed, checked without any node, by the command and by the pages.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeTestnet, nodeKeys, startTestnet, type Testnet } from "../../../packages/node/src/main/index.js";
import { declareElection, type Election, voteOf } from "../../../scripts/chain/election.js";
import {
  checkCommitReceipt,
  createNodeClient,
  decodeCommitReceipt,
  type NodeClient,
} from "../../../src/api/index.js";
import { envelopeHash } from "../../../src/ballot/index.js";
import { scalarToHex, toHex } from "../../../src/bytes/index.js";
import { Census, identityToJson, writeSnapshot } from "../../../src/census/index.js";
import { genesisText } from "../../../src/ledger/index.js";
import { processAtNode } from "../../../src/lightclient/index.js";
import { check } from "../../../web/check/checker.js";
import { keptReceipt } from "../../../web/vote/kept-receipt.js";
import { sendVote } from "../../../web/vote/sending.js";
import { psephos, psephosJson } from "../../support/cli.js";
import { rejectsCode } from "../../support/errors.js";
import { ENGINE, freePort } from "../../support/node/comet.js";
import { openProxy } from "../../support/node/proxy.js";
import { temporaryFolder } from "../../support/node/solo.js";
import { until } from "../until.js";

const VALIDATORS = 4;
const VOTERS = 4;
/** Milliseconds in which four engines start, on a busy machine too. */
const SOON = 60_000;
const ROOT = join(import.meta.dirname, "../../..");

describe("comet: a voter's receipt", () => {
  const folder = temporaryFolder();
  let made: Testnet;
  let network: ReturnType<typeof startTestnet>;
  let clients: NodeClient[];
  let election: Election;
  const path = (name: string) => join(folder.path, name);
  const read = (name: string) => readFileSync(path(name), "utf8").replace(/\n$/, "");
  const run = (...args: string[]) => psephosJson(args, folder.path);

  /** Nodes that start do not answer. */
  const eventually = (what: string, isSo: () => Promise<boolean>) =>
    until(what, () => isSo().catch(() => false), SOON);

  before(async () => {
    made = await makeTestnet({
      folder: path("chain"),
      validators: VALIDATORS,
      port: await freePort(),
      blockTime: 200,
      engine: ENGINE,
    });
    const command = [process.execPath, "--import", "tsx", join(ROOT, "scripts/chain/node.ts")] as const;
    network = startTestnet(made, command, { told: () => undefined, ended: () => undefined });
    clients = made.nodes.map(({ url }) => createNodeClient(url));
    await eventually(
      "all nodes answer",
      async () => (await Promise.all(clients.map((client) => client.health()))).length > 0,
    );
    const oracles = made.nodes.map(({ home }) => nodeKeys(home).oracle);
    const quorum = oracles.slice(0, made.genesis.lists.quorum);
    election = await declareElection(made.genesis, clients, quorum, VOTERS);
    for (const client of clients)
      await eventually("voting is open", async () => (await client.process(election.id)).phase === "open");
    writeFileSync(path("genesis.json"), genesisText(made.genesis));
    writeFileSync(path("identity.json"), identityToJson(election.identities[0]!));
    const entries = election.identities.map(({ commitment }) => ({ commitment, weight: 1n }));
    writeFileSync(path("census.psc"), writeSnapshot(new Census(7, entries)));
  });
  after(async () => {
    await network?.stop();
    await election?.prover.close();
    await election?.verifier.close();
    folder.remove();
  });

  const urls = () => made.nodes.flatMap(({ url }) => ["--node", url]);
  const checkOffline = (file: string) => run("receipt", "check", file, "--genesis", "genesis.json");

  it("is what `psephos vote` waits for, and every node has it", async () => {
    const { code, stdout, json } = await run(
      ...["vote", "1", ...urls(), "--process-id", election.id, "--genesis", "genesis.json"],
      ...["--census", "census.psc", "--insecure"],
    );
    assert.equal(code, 0, stdout);
    const { signed } = json.receipt;
    assert.deepEqual([signed.by, signed.validators], ["validators", VALIDATORS]);
    assert.ok(3 * signed.signers > 2 * VALIDATORS, stdout);
    assert.equal(json.confirmed.length, VALIDATORS);
    const { entry } = checkCommitReceipt(made.genesis, decodeCommitReceipt(read("receipt.json")));
    assert.equal(entry.voterId, json.nullifier);
  });

  it("is checked with the genesis document alone, and says who signed", async () => {
    const { code, stdout } = await psephos(
      ["receipt", "check", "receipt.json", "--genesis", "genesis.json"],
      folder.path,
    );
    assert.equal(code, 0);
    assert.match(
      stdout,
      /The vote is recorded\. [34] of the chain's 4 validators signed block \d+, more than two thirds/,
    );
    const atNode = await run(
      "receipt",
      "check",
      "receipt.json",
      "--node",
      made.nodes[2]!.url,
      "--genesis",
      "genesis.json",
    );
    assert.deepEqual([atNode.code, atNode.json.node.agrees, atNode.json.whole], [0, true, true]);
  });

  it("is refused when a signature, the block, the vote or its place was changed, and when a third did not sign", async () => {
    const absent = { signature: "0x", time: "0001-01-01T00:00:00Z", validator: "0x", vote: 1 };
    const flipped = (hex: string) => hex.replace(/.$/, (last) => (last === "0" ? "1" : "0"));
    // biome-ignore lint/suspicious/noExplicitAny: a parsed file
    const changes: Readonly<Record<string, (receipt: any) => void>> = {
      "a signature": ({ block }) => {
        const voted = block.commit.signatures.find(({ vote }: { vote: number }) => vote === 2);
        voted.signature = flipped(voted.signature);
      },
      "two who did not sign": ({ block }) => block.commit.signatures.splice(0, 2, absent, absent),
      "the state root": ({ block: { header } }) => {
        header.appHash = flipped(header.appHash);
      },
      "the voter": (receipt) => {
        receipt.voterId = flipped(receipt.voterId);
      },
      "the place": ({ inLog }) => {
        inLog.index += 1;
      },
    };
    for (const [what, change] of Object.entries(changes)) {
      const receipt = JSON.parse(read("receipt.json"));
      change(receipt);
      writeFileSync(path("forged.json"), `${JSON.stringify(receipt)}\n`);
      const { code, json } = await checkOffline("forged.json");
      assert.equal(code, 1, `${what}: ${JSON.stringify(json)}`);
      assert.match(json.error.code, /^(api|ledger)\//, what);
    }
  });

  it("cannot be replaced by the word of the node that was asked", async () => {
    // The node answers as one that orders alone would: with its own signature, and no block of the validators.
    const proxy = await openProxy(made.nodes[0]!.url, (at, text) =>
      at.startsWith("/v1/receipts/commit") ? text.replace("psephos-commit-receipt", "psephos-receipt") : text,
    );
    try {
      const { code, json } = await run(
        ...["vote", "send", "vote.json", "--node", proxy.url, "--genesis", "genesis.json"],
        ...["--receipt", "own.json"],
      );
      assert.deepEqual([code, json.error.code], [1, "api/receipt"]);
    } finally {
      proxy.close();
    }
    // A validator's own receipt of the same vote is read, and said to be one validator's word.
    const { processId, voterId, envelopeHash: hash } = decodeCommitReceipt(read("receipt.json"));
    const own = await fetch(`${made.nodes[0]!.url}/v1/receipts`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ processId, voterId, envelopeHash: scalarToHex(hash) }),
    });
    writeFileSync(path("word.json"), `${await own.text()}\n`);
    const { code, json, stderr } = await checkOffline("word.json");
    assert.deepEqual([code, json.whole, json.signed.by], [0, false, "validator"]);
    assert.match(stderr, /this chain has 4 validators, and one alone can be wrong/);
  });

  it("is what the voter's page keeps, and the page for receipts checks", async () => {
    const [client] = clients as [NodeClient];
    const node = { client, genesis: made.genesis };
    const { text, envelope } = await voteOf(election, 1, 2);
    const shown = await processAtNode(node, election.id);
    const sending = {
      ...{ node, shown, processId: election.id, signal: new AbortController().signal },
      check: async (...asked: Parameters<typeof keptReceipt>) => keptReceipt(...asked),
    };
    const recorded = await sendVote(text, sending);
    assert.equal(recorded.signed.by, "validators");
    const nodes = [made.nodes[3]!.url];
    const byFile = await check({ receipt: recorded.receipt, nodes });
    assert.deepEqual([byFile.standing, byFile.whole, byFile.signed.by], ["counts", true, "validators"]);
    const { voterId } = recorded;
    const link = {
      ...{ nodes, processId: election.id, genesisHash: toHex(made.genesis.hash), proofs: [] },
      ...{ voterId, envelopeHash: scalarToHex(envelopeHash(envelope)), manifest: undefined, key: undefined },
    };
    const byLink = await check({ link });
    assert.deepEqual([byLink.standing, byLink.expected, byLink.signed.by], ["counts", true, "validators"]);
    const forged = recorded.receipt.replace(
      /"signature":"0x([0-9a-f])/, // of the first who was heard
      (_, first) => `"signature":"0x${first === "0" ? "1" : "0"}`,
    );
    await rejectsCode("api/commit", check({ receipt: forged, nodes }));
  });
});
