// Holders of a token vote by name and register at a node: the proof of the balance comes from an Ethereum node.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { hexToBytes } from "viem";
import { checkReceipt, decodeReceipt, validatorKey } from "../../src/api/index.js";
import { type Hex, toHex } from "../../src/bytes/index.js";
import { readTokenSnapshot } from "../../src/evm/index.js";
import { createFacts } from "../../src/facts/index.js";
import { declaredId } from "../../src/ledger/index.js";
import { CensusOrigin, keyId } from "../../src/process/index.js";
import { cast } from "../contracts/support.js";
import { newToken } from "../contracts/tokens.js";
import { psephosJson } from "../support/cli.js";
import { evm } from "../support/evm.js";
import { person } from "../support/ledger/people.js";
import { CENSUS_KEY, ORACLES, testGenesis, testParams, World } from "../support/ledger/world.js";
import { SECRET_KEY } from "../support/node/solo.js";
import { type NodeOfChain, startNode } from "../support/node/written-chain.js";

const HOLDER = person("token holder");
const KEYS = { holder: "token holder", nobody: "no token holder" };
const BALANCE = 10n ** 18n + 7n;
const KINDS = [
  { name: "an ERC-20 token", contract: "TestERC20", origin: CensusOrigin.ERC20, position: 0n },
  { name: "a MiniMe token", contract: "TestMiniMe", origin: CensusOrigin.MINI_ME, position: 8n },
] as const;

describe("cli: holders of a token at a node", function () {
  this.timeout(120_000);
  let folder: string;
  let world: World;
  let node: NodeOfChain;
  let url: string;
  let rpc: string;
  /** By name, and with registrations, for each kind. */
  const processes: { readonly named: Hex; readonly registering: Hex }[] = [];

  const path = (name: string) => join(folder, name);
  const run = (...args: string[]) => psephosJson(args, folder);
  const atNode = () => ["--node", url, "--genesis-hash", toHex(world.genesis.hash), "--rpc", rpc];

  async function declare(
    token: Hex,
    { origin, position }: (typeof KINDS)[number],
    evmBlockHeight: bigint,
    change: Parameters<typeof testParams>[0] = {},
  ): Promise<Hex> {
    const { owner } = await cast();
    const { blockHash, header, accountProof } = await readTokenSnapshot(owner, token, evmBlockHeight);
    const { storageHash } = await owner.getProof({
      address: token,
      storageKeys: [],
      blockNumber: evmBlockHeight,
    });
    const declaration = {
      contract: world.genesis.evm!.contracts[0]!,
      entity: token,
      index: BigInt(change.mode?.preRegister ? 1 : 0),
      params: testParams({
        ...{ censusOrigin: origin, token, evmBlockHeight, balancePosition: position, blockCount: 60_000 },
        ...{ censusRoot: storageHash, censusUri: "" },
        ...change,
        mode: { interruptible: false, ...change.mode },
      }),
    };
    const id = declaredId(world.genesis, declaration);
    const snapshot = {
      blockHash,
      header: hexToBytes(header),
      accountProof: accountProof.map((one) => hexToBytes(one)),
    };
    await world.attest(id, { kind: "declared", declaration, snapshot });
    return id;
  }

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "psephos token node "));
    const { url: rpcUrl, chainId } = await evm();
    rpc = rpcUrl;
    const genesis = testGenesis({
      evm: { chainId, contracts: [`0x${"c0".repeat(20)}`] },
      lists: {
        oracles: ORACLES.map(({ address }) => address),
        quorum: 2,
        keykeepers: null,
        validators: [validatorKey(SECRET_KEY)],
      },
    });
    world = new World(createFacts({ verifiers: [] }), genesis);
    const { owner } = await cast();
    for (const kind of KINDS) {
      const { address, mint } = await newToken(kind.contract);
      const token = address.toLowerCase() as Hex;
      await mint(HOLDER.address, BALANCE);
      const block = await owner.getBlockNumber();
      await mint(HOLDER.address, 5n); // after the snapshot: it does not count
      const named = await declare(token, kind, block);
      const registering = await declare(token, kind, block, {
        mode: { preRegister: true },
        envelopeType: { anonymous: true },
        censusKey: keyId(CENSUS_KEY.circuit, CENSUS_KEY.keyHash),
        startBlock: 1_000_000,
      });
      processes.push({ named, registering });
    }
    await world.until(world.process(processes.at(-1)!.named).start! - 1);
    node = await startNode(path("node"), world, [], 20);
    url = await node.open();
    for (const [file, name] of Object.entries(KEYS))
      writeFileSync(path(`${file}.key`), `${toHex(sha256(utf8ToBytes(`psephos test person ${name}`)))}\n`);
    await run("identity", "new");
  });
  after(async () => {
    await node?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const [i, { name }] of KINDS.entries()) {
    const files = [`--out`, `vote-${i}.json`, "--receipt", `receipt-${i}.json`];

    it(`vote by name with the balance of ${name} at the snapshot`, async () => {
      const vote = (key: string, ...args: string[]) =>
        run(
          "vote",
          "2",
          ...atNode(),
          "--process-id",
          processes[i]!.named,
          "--account",
          key,
          ...files,
          ...args,
        );
      const nobody = await vote("nobody.key");
      assert.deepEqual([nobody.code, nobody.json.error.code], [1, "evm/no-balance"]);
      const { code, json, stdout } = await vote("holder.key");
      assert.deepEqual([code, json.weight], [0, BALANCE.toString()], stdout);
      const text = readFileSync(path(`receipt-${i}.json`), "utf8").replace(/\n$/, "");
      assert.equal(checkReceipt(world.genesis, decodeReceipt(text)).entry.weight, BALANCE);
    });

    it(`register for an anonymous vote with the balance of ${name}`, async () => {
      const { code, json, stdout } = await run(
        ...[
          "register",
          processes[i]!.registering,
          "--account",
          "holder.key",
          "--out",
          `registration-${i}.json`,
        ],
        ...atNode(),
      );
      assert.deepEqual([code, json.weight, json.sent.state], [0, BALANCE.toString(), "recorded"], stdout);
    });
  }

  it("are not asked to believe an Ethereum node that lies about the balance", async () => {
    const other = await newToken("TestERC20");
    await other.mint(HOLDER.address, BALANCE);
    await other.mint(ORACLES[0]!.address, 1n); // otherwise its storage would be the same
    const { owner } = await cast();
    await owner.mine({ blocks: 1 });
    const server = createServer(async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      // The same holder and balance, but of another token's storage.
      const call = JSON.parse(body) as { method: string; params: unknown[] };
      if (call.method === "eth_getProof") call.params = [other.address, call.params[1], "latest"];
      const answer = await fetch(rpc, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(call),
      });
      response.setHeader("content-type", "application/json");
      response.end(await answer.text());
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const lied = await run(
      ...["vote", "2", ...atNode(), "--rpc", `http://127.0.0.1:${port}`, "--process-id", processes[0]!.named],
      ...["--account", "holder.key", "--out", "lied.json", "--receipt", "lied-receipt.json"],
    );
    server.close();
    assert.deepEqual([lied.code, lied.json.error.code], [1, "voter/census-root"]);
  });
});
