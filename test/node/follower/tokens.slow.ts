// Processes of token holders on the real contracts: the oracles show the chain the token's storage root at the snapshot's block.
import assert from "node:assert/strict";
import type { Hex } from "../../../src/bytes/index.js";
import { CensusOrigin, Status } from "../../../src/process/index.js";
import { afresh, cast, deployment, MODE } from "../../contracts/support.js";
import { registerERC20 } from "../../contracts/tokens.js";
import { until } from "../until.js";
import { openScene, otherNode, runnable, type Scene } from "./scene.js";

describe("node: the follower declares processes of token holders", () => {
  const contracts = afresh(deployment);
  let scene: Scene;
  beforeEach(async () => {
    scene = await openScene({}, { contracts: contracts() });
  });
  afterEach(() => scene.close());

  /** A process of the token's holders. @param root by default the token's, in the snapshot's block */
  async function declare(root?: Hex): Promise<Hex> {
    const { owner } = await cast();
    const token = await registerERC20(scene.contracts.tokens, [CensusOrigin.ERC20]);
    const evmBlockHeight = await owner.getBlockNumber();
    const { storageHash } = await owner.getProof({
      address: token,
      storageKeys: [],
      blockNumber: evmBlockHeight,
    });
    await owner.mine({ blocks: 3 });
    const params = runnable({
      mode: MODE.autoStart,
      censusOrigin: CensusOrigin.ERC20,
      token,
      evmBlockHeight,
      censusRoot: root ?? storageHash,
      censusUri: "",
    });
    return scene.processes.newProcess(params);
  }

  const follow = (endpoints = [scene.url]) =>
    scene.oracles.slice(0, 2).map((account) => scene.follow({ account, endpoints }));

  it("with the header and the account proof of the block", async () => {
    const id = await declare();
    follow();
    await until("the process is declared", () => scene.chain.process(id)?.record.status === Status.READY);
    const { declaration } = scene.chain.process(id)!;
    assert.equal(declaration.entity, declaration.params.token);
  });

  it("not with a root that the token never had", async () => {
    const id = await declare(`0x${"12".repeat(32)}`);
    const [one] = follow();
    await until("it is refused", () => one!.status.processes[0]?.error?.code === "ledger/snapshot");
    assert.equal(scene.chain.process(id), undefined);
  });

  it("with another endpoint where the first one has no old states", async () => {
    const id = await declare();
    const pruned = await otherNode(scene.url, ({ method }, result) =>
      method === "eth_getProof" ? {} : result,
    );
    const [one] = follow([pruned.url]);
    await until(
      "it says what is missing",
      () => one!.status.processes[0]?.error?.code === "evm/storage-proof",
    );
    await one!.stop();
    follow([pruned.url, scene.url]);
    await until("the process is declared", () => scene.chain.process(id)?.record.status === Status.READY);
  });
});
