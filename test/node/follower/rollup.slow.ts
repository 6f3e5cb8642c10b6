// The follower and the real contracts of a rollup: its opening, the votes that voters put on the EVM, and the oracles' signatures.
import assert from "node:assert/strict";
import { chooseSignatures, readBond, readInbox, readTurn } from "../../../src/evm/index.js";
import { keyId, Status } from "../../../src/process/index.js";
import { rollupDeployment } from "../../contracts/rollup-deployment.js";
import { RollupWorld } from "../../contracts/rollup-world.js";
import { cast } from "../../contracts/support.js";
import { until } from "../until.js";
import { METADATA, openScene, runnable, type Scene } from "./scene.js";

describe("node: the follower and a rollup", () => {
  let made: Awaited<ReturnType<typeof rollupDeployment>>;
  let scene: Scene;
  before(async () => {
    made = await rollupDeployment();
  });
  beforeEach(async () => {
    const censusKeys = [{ circuit: "census-7", depth: 7, keyHash: made.censusHash }];
    assert.equal(keyId("census-7", made.censusHash), made.censusKey);
    scene = await openScene({ censusKeys }, { contracts: made.contracts });
  });
  afterEach(() => scene.close());

  const open = (change = {}) =>
    RollupWorld.open(
      made,
      {},
      { ...runnable(), ...RollupWorld.params(made), metadata: METADATA, blockCount: 100_000, ...change },
    );

  it("attests its opening before the start, the included votes, and the end; and signs the votes", async () => {
    const world = await open();
    const { processId } = world;
    const followers = scene.oracles
      .slice(0, 2)
      .map((account) => scene.follow({ account, find: scene.chain.find, report: true }));
    const record = () => scene.chain.process(processId)?.record;
    await until("the rollup is open and the process READY", () => record()?.sequence === 3);
    assert.equal(record()!.rollup, "open");
    const { owner } = await cast();
    await owner.mine({ blocks: 12 });
    const votes = [world.vote(1), world.vote(2)] as const;
    for (const vote of votes) await world.as(owner).includeVote(processId, world.included(vote));
    await world.as(owner).publishBallot(processId, world.ballot(votes[0]));
    await scene.processes.setStatus(processId, Status.ENDED);
    await until("the end is final", () => record()!.status === Status.ENDED);
    await owner.mine({ blocks: 70 });
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.equal(record()!.rollup, "open", "a ballot can still be published");
    await owner.mine({ blocks: 60 });
    await until("the process is counted", () => record()!.counted !== null);
    assert.equal(record()!.rollup, "included");
    assert.equal(record()!.logSize, 2);
    assert.equal(record()!.withoutPackage, 1);
    const [first, second] = followers as [(typeof followers)[number], (typeof followers)[number]];
    await until("both have signed", () => [first, second].every((one) => one.votesSignature(processId)));
    const signatures = [first, second].map((one) => one.votesSignature(processId)!);
    assert.equal(signatures[0]!.votesDigest, signatures[1]!.votesDigest);
    // The contract takes the signatures of a plan made from the same votes.
    const plan = world.plan([votes[0], { ...votes[1], ballot: null }]);
    assert.equal(signatures[0]!.votesDigest, plan.votesDigest);
    const { seal } = await readInbox(owner, world.contracts).inclusions(processId);
    const chosen = await chooseSignatures(
      signatures.map((document, i) => ({ from: `oracle ${i}`, document })),
      { ...world.statement(plan), inclusionSeal: seal },
      { client: owner, rollup: { contracts: world.contracts, terms: { signatures: 2, votingChain: 1 } } },
    );
    const bond = await readBond(owner, world.contracts, processId);
    await world.as(owner).takeTurn(world.statement(plan), chosen.signatures, bond);
    const { poster } = await readTurn(owner, world.contracts, processId);
    assert.equal(poster, owner.account.address);
  });

  it("ends the inclusion at once where nothing was included", async () => {
    const world = await open();
    const { processId } = world;
    const followers = scene.oracles
      .slice(0, 2)
      .map((account) => scene.follow({ account, find: scene.chain.find }));
    const record = () => scene.chain.process(processId)?.record;
    await until("the rollup is open and the process READY", () => record()?.sequence === 3);
    const { owner } = await cast();
    await scene.processes.setStatus(processId, Status.ENDED);
    await owner.mine({ blocks: 76 });
    await until("the process is counted", () => record()!.counted !== null);
    assert.equal(record()!.logSize, 0);
    await owner.mine({ blocks: 64 });
    await until("somebody has to seal", () =>
      followers[0]!.status.processes.some(({ waiting }) => waiting === "seal"),
    );
    await world.seal();
    await owner.mine({ blocks: 1 });
    await until("then they sign", () => followers.every((one) => one.votesSignature(processId)));
    assert.equal(followers[0]!.votesSignature(processId)!.voteCount, "0");
  });
});
