// The homes of a chain that several validators order: made apart, by operators who trust only the genesis document.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeKeys, pathsOf, readGenesis } from "../../../packages/node/src/main/home.js";
import { initHome, loadSettings, makeTestnet } from "../../../packages/node/src/main/index.js";
import { joinHome } from "../../../packages/node/src/main/init.js";
import {
  checkEngine,
  engineGenesis,
  nodeIdOf,
  writeEngineHome,
} from "../../../packages/node/src/ordering/comet/index.js";
import { genesisText, type Lists } from "../../../src/ledger/index.js";
import { rejectsCode, throwsCode } from "../../support/errors.js";

const INIT = {
  votingChain: 7,
  evm: null,
  oracles: [],
  keykeepers: null as Lists["keykeepers"],
  keys: [],
} as const;

describe("node: homes of a chain with several validators", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "psephos-chain-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  const at = (name: string) => join(folder, name);

  const engineHome = (home: string) => {
    const genesis = readGenesis(home);
    return {
      folder: pathsOf(home).engine,
      genesis,
      seed: nodeKeys(home).seed,
      application: `unix://${join(home, "app.sock")}`,
      rpc: "tcp://127.0.0.1:1",
      p2p: "tcp://127.0.0.1:2",
      peers: ["aa@127.0.0.1:3"],
      blockTime: 1000,
    } as const;
  };

  it("name all validators, whoever makes the document, and give one engine's genesis", async () => {
    const [one, two] = [nodeKeys(at("one")).validator, nodeKeys(at("two")).validator];
    const { genesis } = await initHome({
      home: at("one"),
      ...INIT,
      validators: [one, two],
      development: true,
    });
    assert.deepEqual(genesis.lists.validators, [one, two]);
    const joined = {
      genesis: genesisText(genesis),
      keys: [],
      settings: { ordering: "comet", peers: ["aa@h:1"] },
    } as const;
    await rejectsCode("node/verification-key", joinHome({ home: at("two"), ...joined, development: false }));
    await joinHome({ home: at("two"), ...joined, development: true });
    await rejectsCode("node/genesis-exists", joinHome({ home: at("two"), ...joined, development: true }));
    assert.equal(nodeKeys(at("two")).validator, two);
    const settings = loadSettings({ flags: { home: at("two") } });
    assert.deepEqual([settings.ordering, settings.peers, settings.insecure], ["comet", ["aa@h:1"], true]);
    assert.equal(engineGenesis(readGenesis(at("one"))), engineGenesis(readGenesis(at("two"))));
    await rejectsCode(
      "ledger/genesis",
      joinHome({ home: at("three"), ...joined, genesis: "{}", development: true }),
    );
  });

  it("have an engine's folder whose keys are for its user alone, and are never written twice", () => {
    const home = at("one");
    const options = engineHome(home);
    const id = writeEngineHome(options);
    const state = join(options.folder, "data", "priv_validator_state.json");
    const key = join(options.folder, "config", "priv_validator_key.json");
    for (const file of [state, key, join(options.folder, "config", "node_key.json")])
      assert.equal(statSync(file).mode & 0o777, 0o600, file);
    const signed = `{"height":"41","round":0,"step":3}`;
    writeFileSync(state, signed);
    assert.equal(writeEngineHome(options), id);
    assert.equal(nodeIdOf(options.folder), id);
    assert.equal(readFileSync(state, "utf8"), signed, "the state of signing was lost");
    rmSync(state);
    throwsCode("comet/home", () => writeEngineHome(options));
    assert.throws(() => statSync(state), "a state of signing was made for a key that has signed");
    writeFileSync(state, signed);
    const secret = Buffer.from(options.seed).toString("base64").slice(0, 20);
    assert.ok(readFileSync(key, "utf8").includes(secret));
    const { message, hint } = throwsCode("comet/home", () =>
      writeEngineHome({ ...options, seed: nodeKeys(at("two")).seed }),
    );
    assert.ok(!`${message}${hint}`.includes(secret));
    throwsCode("comet/home", () =>
      writeEngineHome({ ...options, genesis: { ...options.genesis, hash: new Uint8Array(32) } }),
    );
  });

  it("write what a snapshot needs for the engine, and nothing else", () => {
    const options = engineHome(at("one"));
    const config = () => readFileSync(join(options.folder, "config", "config.toml"), "utf8");
    const trustHash = `0x${"ab".repeat(32)}` as const;
    writeEngineHome({
      ...options,
      snapshot: { servers: ["http://one.example:1", "http://two.example:2"], trustHeight: 9, trustHash },
    });
    assert.match(
      config(),
      /\[statesync\]\nenable = true\nrpc_servers = "http:\/\/one.example:1,http:\/\/two.example:2"\n/,
    );
    assert.ok(config().includes(`trust_height = 9\ntrust_hash = "${"ab".repeat(32)}"\n`));
    writeEngineHome(options);
    assert.match(config(), /\[statesync\]\nenable = false\n/);
    assert.ok(!config().includes("rpc_servers"));
  });

  it("of one machine are made together, and only once", async () => {
    const options = { folder: at("net"), validators: 4, port: 9100, blockTime: 500, engine: "cometbft" };
    const { genesis, nodes } = await makeTestnet(options);
    assert.equal(genesis.lists.validators.length, 4);
    assert.deepEqual([genesis.lists.oracles.length, genesis.lists.quorum], [4, 3]);
    for (const { home } of nodes) {
      assert.deepEqual(readGenesis(home).hash, genesis.hash);
      assert.equal(loadSettings({ flags: { home } }).peers.length, 3);
    }
    await rejectsCode("node/genesis-exists", makeTestnet(options));
    for (const validators of [0, 17, 1.5])
      await rejectsCode("node/settings", makeTestnet({ ...options, folder: at("other"), validators }));
  });

  it("need an engine of the one version", async () => {
    await rejectsCode("comet/engine-missing", checkEngine(at("no-engine")));
    const other = at("engine");
    writeFileSync(other, "#!/bin/sh\necho 0.38.25\n", { mode: 0o755 });
    await rejectsCode("comet/engine-version", checkEngine(other));
  });
});
