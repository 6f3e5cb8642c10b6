// `--gateways-from`: gateways that an ENS name lists, on a real EVM with the contracts of ENS, and real nodes, one of which lies.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Hex } from "viem";
import { scalarToHex, toHex } from "../../src/bytes/index.js";
import { writeSnapshot } from "../../src/census/index.js";
import { send } from "../../src/evm/client.js";
import { createFacts } from "../../src/facts/index.js";
import { contentHash, encodeMetadata } from "../../src/process/index.js";
import { psephosJson } from "../support/cli.js";
import { deployEns, ensAbi, type LocalEns, registerName } from "../support/ens.js";
import { evm, type TestWallet } from "../support/evm.js";
import { World } from "../support/ledger/world.js";
import { type ChangingDoor, openProxy } from "../support/node/proxy.js";
import { QUESTIONS } from "../support/node/questions.js";
import { nodeGenesis } from "../support/node/solo.js";
import { type NodeOfChain, startNode } from "../support/node/written-chain.js";
import { BY_NAME_CENSUS, KEY } from "./node-elections.js";

const NAME = "organiser.eth";
const TEXT = "org.psephos.gateways";
const DOWN = "http://127.0.0.1:9";

describe("cli: gateways by an ENS name", function () {
  this.timeout(60_000);
  let folder: string;
  let owner: TestWallet;
  let rpc: string;
  let ens: LocalEns;
  let ensNode: Hex;
  let node: NodeOfChain;
  let url: string;
  let process_: Hex;
  let genesisHash: Hex;
  let lying: ChangingDoor;
  let ipfs: Server;
  let list = "";
  const { XDG_CACHE_HOME: cache } = process.env;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "psephos-ens-"));
    process.env.XDG_CACHE_HOME = join(folder, "cache");
    writeFileSync(join(folder, "account.key"), `${KEY}\n`, { mode: 0o600 });
    const local = await evm();
    [owner, rpc] = [local.wallets[0]!, local.url];
    ens = await deployEns(owner);
    ensNode = await registerName(owner, ens, NAME);
    const genesis = nodeGenesis();
    genesisHash = toHex(genesis.hash);
    const world = new World(createFacts({ verifiers: [] }), genesis);
    const files = [encodeMetadata(QUESTIONS), writeSnapshot(BY_NAME_CENSUS)] as const;
    const [metadata, censusUri] = files.map((file) => `https://example.org/f!${contentHash(file)}`);
    process_ = await world.declare({
      ...{ metadata: metadata!, censusUri: censusUri!, censusRoot: scalarToHex(BY_NAME_CENSUS.root) },
      ...{ questionCount: 1, maxCount: 1, maxValue: 3, maxVoteOverwrites: 9, blockCount: 1_000_000 },
      envelopeType: {},
    });
    await world.until(world.process(process_).start!);
    node = await startNode(join(folder, "node"), world, files, 20);
    url = await node.open();
    lying = await openProxy(url, (_, text) => text.replace(/"stateRoot":"0x.{4}/g, '"stateRoot":"0xbad0'));
    ipfs = createServer((request, response) => {
      if (request.url!.endsWith("/gateways.json") && list !== "") response.end(list);
      else response.writeHead(404).end();
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => ipfs.once("listening", resolve));
  });
  after(async () => {
    if (cache === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = cache;
    ipfs?.close();
    lying?.close();
    await node?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const forget = () => rmSync(join(folder, "cache"), { recursive: true, force: true });
  beforeEach(forget);

  const set = (functionName: "setText" | "setContenthash", ...values: string[]) =>
    send(owner, {
      ...{ address: ens.resolver, abi: ensAbi, functionName },
      args: [ensNode, ...values] as never,
    });
  let number = 0;
  const vote = (...more: string[]) =>
    psephosJson(
      [
        ...["vote", "1", "--process-id", process_, "--account", "account.key", "--rpc", rpc],
        ...["--gateways-from", NAME, "--ens-registry", ens.registry, "--overwrite", `${number++}`, "--force"],
        ...more,
      ],
      folder,
    );
  /** Only who starts on this machine is led to addresses of this machine. */
  const here = () => ["--node", DOWN, "--genesis-hash", genesisHash];

  it("takes a vote by a name alone, when the node that the voter knows is gone", async () => {
    await set("setText", TEXT, `${DOWN} ${url}`);
    const { code, json, stdout } = await vote(...here());
    assert.equal(code, 0, stdout);
    assert.deepEqual([json.expectedGenesis, json.receipt !== null], [true, true]);
  });

  it("leaves a gateway that lies, and finds the honest ones beside it", async () => {
    await set("setText", TEXT, `${lying.url},${url}`);
    const { code, stdout, stderr } = await vote(...here());
    assert.equal(code, 0, stdout);
    assert.match(stderr, /does not tell the truth about this chain/);
    await set("setText", TEXT, lying.url);
    forget();
    const alone = await vote(...here());
    assert.deepEqual([alone.code, alone.json.error.code], [2, "gateways/none"]);
  });

  it("reads a list on IPFS that the name's content leads to", async () => {
    await set("setText", TEXT, "");
    await set(
      "setContenthash",
      `0xe3010170122029f2d17be6139079dc48696d1f582a8530eb9805b561eda517e22a892c7e3f1f`,
    );
    const gateway = ["--ipfs-gateway", `http://127.0.0.1:${(ipfs.address() as AddressInfo).port}/ipfs/`];
    list = JSON.stringify({ gateways: [url, 7, "javascript:1"] });
    const { code, stdout } = await vote(...here(), ...gateway);
    assert.equal(code, 0, stdout);
    for (const bad of ["", "[]", "{", '{"gateways":"x"}', `{"gateways":["http://192.0.2.1"]}`]) {
      list = bad;
      const { json } = await vote(...here(), ...gateway);
      assert.equal(json.error.code, "cli/no-gateways", bad);
    }
  });

  it("asks no address of this machine or a private network for a name alone", async () => {
    await set(
      "setText",
      TEXT,
      `${url} http://10.0.0.1 https://10.0.0.1 https://user:pass@one.example ftp://a`,
    );
    const { code, json } = await vote("--genesis-hash", genesisHash);
    assert.deepEqual([code, json.error.code], [2, "gateways/none"]);
  });

  it("says what is missing", async () => {
    await set("setText", TEXT, url);
    const code = async (...more: string[]) => (await vote(...more)).json.error.code;
    assert.equal(await code(), "cli/usage", "without the genesis hash");
    assert.equal(await code(...here(), "--only-named"), "cli/usage");
    assert.equal(await code(...here(), "--relay", url), "cli/usage");
    assert.equal(await code(...here(), "--gateways-from", "nobody.eth"), "cli/no-gateways");
    assert.equal(await code(...here(), "--gateways-from", "a b.eth"), "evm/ens-name");
    assert.equal(await code(...here(), "--ens-registry", `0x${"ab".repeat(20)}`), "evm/ens-registry");
    assert.equal(await code(...here(), "--rpc", DOWN), "cli/rpc");
  });
});
