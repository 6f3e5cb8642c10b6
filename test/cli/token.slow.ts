import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type HDAccount, type Hex, toHex } from "viem";
import { contentHash, encodeMetadata } from "../../src/process/index.js";
import { cast, deployment } from "../contracts/support.js";
import { newToken, somebody, type TestToken } from "../contracts/tokens.js";
import { example } from "../process/metadata-samples.js";
import { psephosProcess as psephos, psephosProcessJson as psephosJson } from "../support/cli.js";
import { evm } from "../support/evm.js";

describe("cli: token", function () {
  this.timeout(180_000);
  let folder = "";
  let token: TestToken;
  let rpc: string[];
  let contract: string[];
  const holders = [1, 2, 3].map(somebody);
  const named = (some: readonly Hex[] = holders) => some.flatMap((holder) => ["--holder", holder]);

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "psephos token "));
    const { entity } = await cast();
    rpc = ["--rpc", (await evm()).url];
    contract = ["--contract", (await deployment()).processes];
    const key = (entity.account as HDAccount).getHdKey().privateKey!;
    writeFileSync(join(folder, "me.key"), toHex(key));
    token = await newToken("TestERC20");
    for (const [i, holder] of holders.entries()) await token.mint(holder, 10n ** BigInt(9 * i) + 6n);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const run = (command: string, kind: string, ...more: string[]) =>
    psephosJson(["token", command, token.address, "--kind", kind, ...rpc, ...more], folder);

  it("finds, registers, and a process over the entry shows it", async () => {
    const found = await run("find", "ERC20", ...named(), ...contract);
    assert.equal(found.code, 0, found.stdout);
    const { balancePosition, kind, registered, tokenId, blockNumber } = found.json;
    assert.deepEqual([balancePosition, kind, registered, tokenId], ["0", "ERC20", false, "0"]);

    const parameters = {
      mode: { autoStart: true },
      censusOrigin: "ERC20",
      token: token.address,
      evmBlockHeight: Number(blockNumber) - 1,
      balancePosition,
      startBlock: 10,
      blockCount: 100,
      questionCount: 2,
      maxCount: 2,
      maxValue: 2,
      metadata: `https://example.org/metadata.json!${contentHash(encodeMetadata(example))}`,
      censusRoot: `0x${"11".repeat(32)}`,
    };
    writeFileSync(join(folder, "params.json"), JSON.stringify(parameters));
    writeFileSync(join(folder, "metadata.json"), encodeMetadata(example));
    const create = () =>
      psephosJson(
        [
          "process",
          "create",
          "params.json",
          "--metadata",
          "metadata.json",
          ...rpc,
          ...contract,
          "--key",
          "me.key",
        ],
        folder,
      );
    const early = await create();
    assert.equal(early.json.error.code, "evm/refused");
    assert.match(early.json.error.hint, /psephos token register/);

    const register = () => run("register", "ERC20", ...named(), ...contract, "--key", "me.key");
    const first = await register();
    assert.equal(first.code, 0, first.stdout);
    assert.deepEqual([first.json.sent, first.json.balancePosition], [true, "0"]);
    assert.equal((await register()).json.sent, false);
    assert.equal((await run("find", "ERC20", ...named(), ...contract)).json.registered, true);

    const created = await create();
    assert.equal(created.code, 0, created.stdout);
    const entry = {
      censusOrigin: 11,
      balancePosition: "0",
      tokenId: "0",
      evmBlockHeight: String(Number(blockNumber) - 1),
    };
    assert.deepEqual(created.json.entry, entry);
    const shown = await psephos(["process", "show", created.json.processId, ...rpc, ...contract], folder);
    assert.match(shown.stdout, /balances at +0\n/);
    assert.match(shown.stdout, new RegExp(`${token.address}, as ERC20`));
  });

  it("says what is wrong, and what to do", async () => {
    const few = await run("find", "ERC20", ...named(holders.slice(0, 2)));
    assert.equal(few.json.error.code, "evm/few-holders");
    assert.match(few.json.error.hint, /more holders/);
    const told = await run("find", "ERC20", ...named(holders.slice(0, 1)), "--few");
    assert.equal(told.code, 0, told.stdout);
    assert.match(told.stderr, /another mapping/);

    for (const [kind, ...more] of [
      ["ERC-20", ...named()],
      ["OFF_CHAIN_CA", ...named()],
      ["ERC1155", ...named()],
      ["ERC20", "--id", "5", ...named()],
      ["ERC1155", "--id", "-5", ...named()],
      ["ERC1155", "--id", String(2n ** 256n), ...named()],
      ["ERC20", "--holder", "0x12"],
    ] as const) {
      const { code, json } = await run("find", kind, ...more);
      assert.deepEqual([code, json.error.code], [2, "cli/usage"], [kind, ...more].join(" "));
    }
    const other = await run("find", "ERC1155", "--id", "5", ...named());
    assert.equal(other.json.error.code, "evm/not-a-token");
  });
});
