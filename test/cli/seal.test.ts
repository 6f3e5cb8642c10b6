// A key ceremony by hand: three keykeepers and a folder, with a dealer who cheats.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { privateKeyToAccount } from "viem/accounts";
import { ballotOpener, dealFromJson, dealToJson, dealTypedData, sealBallot } from "../../src/seal/index.js";
import { psephos, psephosJson } from "../support/cli.js";

describe("cli: seal", () => {
  let folder = "";
  const run = (...args: string[]) => psephosJson(["seal", ...args], folder);
  const ids = { genesis: `0x${"11".repeat(32)}`, process: `0x${"22".repeat(32)}` };
  const accounts = [1, 2, 3].map((i) => `0x${`0${i}`.repeat(32)}` as const);

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "psephos seal "));
    for (const [i, account] of accounts.entries())
      writeFileSync(join(folder, `account-${i + 1}`), `${account}\n`);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("makes a key that two of three open, and removes a dealer of wrong shares", async () => {
    const members: string[] = [];
    for (const [i, account] of accounts.entries()) {
      const { code, json } = await run("key", "--out", `${i + 1}.key`);
      assert.equal(code, 0);
      members.push(`${json.publicKey}:${privateKeyToAccount(account).address}`);
    }
    assert.equal(statSync(join(folder, "1.key")).mode & 0o777, 0o600);
    const list = members.flatMap((member) => ["--keykeeper", member]);
    const begun = await run(
      "begin",
      "c",
      "--genesis",
      ids.genesis,
      "--process",
      ids.process,
      "--threshold",
      "2",
      ...list,
    );
    assert.deepEqual([begun.code, begun.json.confirmations], [0, 3]);
    for (const i of [1, 2, 3])
      assert.equal((await run("deal", "c", "--key", `${i}.key`, "--account", `account-${i}`)).code, 0);
    const again = await run("deal", "c", "--key", "1.key", "--account", "account-1");
    assert.deepEqual([again.code, again.json.error.code], [2, "cli/write"]);

    // Whoever carries the deal of keykeeper 3 changes a share of it: the deal is refused, and nobody complains of it.
    const file = join(folder, "c", "deal-3.json");
    const honest = readFileSync(file, "utf8");
    const deal = JSON.parse(honest);
    deal.shares[0] = deal.shares[1];
    writeFileSync(file, JSON.stringify(deal));
    assert.deepEqual((await run("complain", "c", "--key", "1.key")).json.complaints, []);
    assert.deepEqual((await run("status", "c")).json.refused[0].code, "seal/not-keykeeper");
    // Keykeeper 3 itself deals keykeeper 1 a wrong share.
    const bytes = (text: string) => Uint8Array.from(Buffer.from(text.slice(2), "hex"));
    const context = { genesisHash: bytes(ids.genesis), processId: bytes(ids.process), round: 0 };
    const { deal: wrongDeal } = dealFromJson(deal);
    const signature = await privateKeyToAccount(accounts[2]!).signTypedData(
      dealTypedData(context, wrongDeal),
    );
    writeFileSync(file, JSON.stringify(dealToJson({ deal: wrongDeal, signature })));
    const wrong = await run("complain", "c", "--key", "1.key");
    assert.equal(wrong.json.complaints.length, 1);
    assert.deepEqual((await run("complain", "c", "--key", "2.key")).json.complaints, []);
    for (const i of [1, 2, 3])
      assert.equal((await run("confirm", "c", "--key", `${i}.key`, "--account", `account-${i}`)).code, 0);
    const other = await run("confirm", "c", "--key", "1.key", "--account", "account-2");
    assert.deepEqual([other.code, other.json.error.code], [1, "seal/not-keykeeper"]);

    const { json: before } = await run("status", "c");
    assert.deepEqual(
      [before.phase, before.dealers, before.removed, before.confirmed, before.refused],
      ["done", [1, 2], [3], [1, 2, 3], []],
    );
    const rules = { maxCount: 1, maxValue: 1 };
    const voter = new Uint8Array(32).fill(4);
    const text = new TextEncoder().encode("a package");
    const election = { context, scope: 9n, publicKey: bytes(before.key), rules };
    const sealed = sealBallot(election, voter, text);

    assert.equal((await run("share", "c", "--key", "1.key")).code, 0);
    assert.equal((await run("status", "c")).json.secret, undefined);
    assert.equal((await run("share", "c", "--key", "3.key")).code, 0);
    const { json } = await run("status", "c");
    assert.deepEqual(ballotOpener(election, BigInt(json.secret))(voter, sealed), text);
    const shown = await psephos(["seal", "status", "c"], folder);
    assert.match(shown.stdout, /dealers +1, 2\n +removed +3\n[\s\S]*The ballots can be opened\./);

    // The true deal put back later: the complaint is false, and the confirmations are of another key.
    writeFileSync(file, honest);
    const late = await run("status", "c");
    assert.equal(late.code, 1);
    assert.deepEqual(
      late.json.refused.map(({ file: name, code }: { file: string; code: string }) => [name, code]),
      [
        ["complaint-3-by-1.json", "seal/complaint"],
        ["confirmation-1.json", "seal/not-keykeeper"],
        ["confirmation-2.json", "seal/not-keykeeper"],
        ["confirmation-3.json", "seal/not-keykeeper"],
        ["share-1.json", "seal/share"],
        ["share-3.json", "seal/share"],
      ],
    );
  });

  it("says what is wrong, and shows no secret", async () => {
    const nothing = await psephos(["seal", "status", "nowhere"], folder);
    assert.equal(nothing.code, 2);
    assert.match(nothing.stderr, /psephos seal begin/);
    assert.equal((await run("key", "--out", "4.key")).code, 0);
    const stranger = await psephos(["seal", "deal", "c", "--key", "4.key", "--account", "account-1"], folder);
    assert.equal(stranger.code, 1);
    assert.match(stranger.stderr, /the key does not belong to a keykeeper of this ceremony/);
    const secret = readFileSync(join(folder, "4.key"), "utf8").trim();
    assert.ok(!stranger.stderr.includes(secret.slice(2)));
    writeFileSync(join(folder, "bad.key"), `${secret.slice(0, -2)}ff\n`);
    const bad = await run("deal", "c", "--key", "bad.key", "--account", "account-1");
    assert.deepEqual([bad.code, bad.json.error.code], [1, "seal/scalar"]);
    const usage = await run(
      "begin",
      "d",
      "--genesis",
      ids.genesis,
      "--process",
      ids.process,
      "--threshold",
      "1",
      "--keykeeper",
      "0x12",
    );
    assert.equal(usage.json.error.code, "cli/usage");
  });
});
