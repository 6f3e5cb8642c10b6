// A validator whose key is at a remote signer: the engine has none of its own, stands still without the signer, says so, and goes on when it is back.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { writeEngineHome } from "../../../packages/node/src/ordering/comet/index.js";
import { go } from "../../../scripts/go/program.js";
import { COMETBFT } from "../../../scripts/go/programs.js";
import { consensusChainId } from "../../../src/api/index.js";
import {
  accepting,
  CometNode,
  cometGenesis,
  ENGINE,
  freePort,
  placeOf,
  seedOf,
} from "../../support/node/comet.js";
import { temporaryFolder, until } from "../../support/node/solo.js";
import { until as eventually } from "../until.js";

const SIGNER = join(ENGINE, "..", "signer");

describe("comet: a remote signer", () => {
  const folder = temporaryFolder();
  const genesis = cometGenesis(1);
  let address: `tcp://${string}`;
  let signer: ChildProcess;
  let node: CometNode;
  const troubles: string[] = [];
  const home = join(folder.path, "signer");

  const startSigner = () => {
    const files = ["config/priv_validator_key.json", "data/priv_validator_state.json"];
    const words = [address, consensusChainId(genesis), ...files.map((file) => join(home, file))];
    signer = spawn(SIGNER, words, { stdio: "inherit" });
  };
  const stopSigner = async () => {
    const exit = once(signer, "exit");
    signer.kill("SIGTERM");
    await exit;
  };

  before(async () => {
    go(COMETBFT, ["build", "-trimpath", "-ldflags=-s -w -buildid=", "-o", SIGNER, "./signer"], true);
    address = `tcp://127.0.0.1:${await freePort()}`;
    const place = await placeOf(join(folder.path, "node"));
    // The signer's files are those of a validator's home.
    writeEngineHome({
      folder: home,
      genesis,
      seed: seedOf(0),
      application: "unix:///none",
      rpc: "tcp://127.0.0.1:1",
      p2p: "tcp://127.0.0.1:2",
      peers: [],
      blockTime: 100,
    });
    startSigner();
    node = new CometNode(place, genesis, seedOf(1), [], { engine: { seed: undefined, signer: address } });
    await node.start();
    node.ordering.subscribe((event) => {
      if (event.kind === "trouble") troubles.push(event.error.message);
    });
  });
  after(async () => {
    await node.close();
    await stopSigner();
    folder.remove();
  });

  it("signs the blocks of a validator whose home has no key", async () => {
    await accepting(node);
    await until(node.ordering, 3);
    const secret = Buffer.from(seedOf(0)).toString("base64").slice(0, 40);
    const own = readFileSync(join(node.place.folder, "engine", "config", "priv_validator_key.json"), "utf8");
    assert.ok(!own.includes(secret), "the validator's key is in the node's home");
    const state = JSON.parse(readFileSync(join(home, "data", "priv_validator_state.json"), "utf8"));
    assert.ok(Number(state.height) >= 3, "the signer's file has not what was signed");
  });

  it("is missed when it is lost, and the chain goes on when it is back", async () => {
    await stopSigner();
    await eventually("the signer is missed", () =>
      troubles.some((said) => /signer does not answer/.test(said)),
    );
    const { height } = node.ordering.head;
    await sleep(1_000);
    assert.equal(node.ordering.head.height, height, "a block was made without the signer");
    startSigner();
    await eventually("the chain goes on", () => node.ordering.head.height > height + 2, 60_000);
  });
});
