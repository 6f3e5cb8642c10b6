// Rollups are opened by the process's entity, for what the circuits count, with terms that are then fixed.
import assert from "node:assert/strict";
import { numberToHex, zeroAddress } from "viem";
import { costTable } from "../../src/ballot/index.js";
import { type Hex, SCALAR_FIELD_ORDER } from "../../src/bytes/index.js";
import { send } from "../../src/evm/client.js";
import {
  genesisAbi,
  proofVerifiersAbi,
  ROLLUP_BOUNDS,
  RollupAccount,
  type RollupDeclaration,
  readRollupContracts,
  readRollupParams,
  readTerms,
  rollupBookAbi,
} from "../../src/evm/index.js";
import { keyId, scope } from "../../src/process/index.js";
import { paramsVector, TALLY_8, tallyParams } from "../../src/rollup/index.js";
import { rollupDeployment } from "./rollup-deployment.js";
import { CENSUS_ROOT } from "./rollup-votes.js";
import { RollupWorld, rollupCast, WINDOWS } from "./rollup-world.js";
import {
  afresh,
  CANCELED,
  cast,
  deployTest,
  ENDED,
  ENVELOPE,
  event,
  MODE,
  PAUSED,
  type Params,
  processesAs,
  READY,
  refused,
} from "./support.js";

const ZERO_KEY: Hex = `0x${"00".repeat(32)}`;

describe("contracts: opening a rollup", () => {
  const made = afresh(() => rollupDeployment());

  async function tryOpen(change: Partial<RollupDeclaration>, params: Partial<Params> = {}, status?: number) {
    const { entity, owner } = await rollupCast();
    const processes = processesAs(entity, made().contracts.processes);
    const id = (await processes.newProcess(RollupWorld.params(made(), params))) as Hex;
    if (status !== undefined) await processes.setStatus(id, status);
    const closing = (await owner.getBlockNumber({ cacheTime: 0 })) + 10n;
    const declaration = RollupWorld.declaration(made(), closing, change);
    const receipt = await new RollupAccount(entity, made().rollup).open(id, declaration);
    return { id, closing, receipt };
  }

  it("fixes the terms", async () => {
    const { id, closing, receipt } = await tryOpen({});
    const { owner } = await cast();
    const terms = await readTerms(owner, made().rollup, id);
    const end = closing + BigInt(WINDOWS.inclusion);
    assert.equal(terms.closing, closing);
    assert.equal(terms.inclusionEnd, end);
    assert.equal(terms.openingEnd, end + BigInt(WINDOWS.opening));
    assert.equal(terms.slots, TALLY_8.slots);
    assert.equal(terms.counts, TALLY_8.fields * TALLY_8.values);
    assert.equal(terms.censusRoot, CENSUS_ROOT);
    assert.equal(terms.censusKey, made().censusKey);
    assert.equal(terms.signatures, 2);
    assert.equal(terms.votingChain, 1);
    const opened = event(rollupBookAbi, receipt, "RollupOpened");
    const { insecureBatchKey, insecureOpenKey, insecureCensusKey } = terms;
    assert.deepEqual(
      [insecureBatchKey, insecureOpenKey, insecureCensusKey],
      [true, true, true],
      "keys that anyone can forge proofs with are marked",
    );
    assert.equal(terms.batchKey, keyId(TALLY_8.name, made().batchKeyHash));
    assert.equal(terms.openKey, keyId(TALLY_8.open, made().openKeyHash));
    assert.equal(terms.maxVoteOverwrites, 1);
    assert.deepEqual(opened.terms, terms);
    assert.deepEqual(await readRollupContracts(owner, made().rollup.rollup), made().rollup);
  });

  const rules = { maxCount: 2, maxValue: 2 };
  const shapes: [string, Partial<Params>, Parameters<typeof tallyParams>[1]["ballot"], bigint[]][] = [
    ["no limit", {}, rules, []],
    ["a limit", { maxTotalCost: 5 }, { ...rules, maxTotalCost: 5 }, []],
    [
      "squares",
      { maxTotalCost: 5, costExponent: 20_000, maxValue: 3 },
      { maxCount: 2, maxValue: 3, maxTotalCost: 5, costExponent: 20_000 },
      [],
    ],
    [
      "an exponent of 0, where 0^0 = 1",
      { maxTotalCost: 1, costExponent: 0 },
      { ...rules, maxTotalCost: 1, costExponent: 0 },
      [],
    ],
    [
      "the largest whole exponent",
      { maxTotalCost: 65_535, costExponent: 60_000, maxValue: 3 },
      { maxCount: 2, maxValue: 3, maxTotalCost: 65_535, costExponent: 60_000 },
      [],
    ],
    [
      "costs from weight, of unique values",
      { envelopeType: ENVELOPE.anonymous | ENVELOPE.costFromWeight | ENVELOPE.uniqueValues },
      { ...rules, costFromWeight: true, uniqueValues: true },
      [],
    ],
    [
      "a declared table for an exponent that is not whole",
      { maxTotalCost: 5, costExponent: 15_000 },
      { ...rules, maxTotalCost: 5, costExponent: 15_000 },
      costTable(2, 15_000),
    ],
  ];
  for (const [name, params, ballot, table] of shapes) {
    it(`gives the circuit's parameters: ${name}`, async () => {
      const { id } = await tryOpen({ costTable: table }, params);
      const expected = paramsVector(
        tallyParams(TALLY_8, {
          scope: scope({ contract: made().contracts.processes, processId: id }),
          ballot,
        }),
      );
      assert.deepEqual(await readRollupParams((await cast()).owner, made().rollup, id), expected);
    });
  }

  it("gives another scope to the same process id in another deployment, so that no vote counts in both", async () => {
    const { id } = await tryOpen({});
    const other = await rollupDeployment();
    const { entity, owner } = await rollupCast();
    const processes = processesAs(entity, other.contracts.processes);
    assert.equal(await processes.newProcess(RollupWorld.params(other)), id);
    const closing = (await owner.getBlockNumber({ cacheTime: 0 })) + 10n;
    await new RollupAccount(entity, other.rollup).open(id, RollupWorld.declaration(other, closing));
    const [ours] = await readRollupParams(owner, made().rollup, id);
    const [theirs] = await readRollupParams(owner, other.rollup, id);
    assert.notEqual(ours, theirs);
    assert.equal(theirs, scope({ contract: other.contracts.processes, processId: id }));
  });

  it("is the entity's alone, and once", async () => {
    const { entity, stranger, owner } = await rollupCast();
    const { id, closing } = await tryOpen({});
    const again = RollupWorld.declaration(made(), closing + 20n);
    await refused(new RollupAccount(entity, made().rollup).open(id, again), "AlreadyOpen");
    await refused(new RollupAccount(stranger, made().rollup).open(id, again), "NotEntity");
    await refused(new RollupAccount(owner, made().rollup).open(id, again), "NotEntity");
    const unknown: Hex = `0x${"ee".repeat(32)}`;
    await refused(readTerms(owner, made().rollup, unknown), "NotOpen");
    await refused(new RollupAccount(entity, made().rollup).open(unknown, again), "ProcessNotFound");
  });

  const { window: least, demandBond, bondRatio } = ROLLUP_BOUNDS;
  const declarations: [string, Partial<RollupDeclaration>, string][] = [
    ["an instance that is not there", { instance: 2n }, "UnknownInstance"],
    ["a batch key that is not registered", { batchKeyHash: ZERO_KEY }, "KeyNotRegistered"],
    ["an opening key that is not registered", { openKeyHash: ZERO_KEY }, "KeyNotRegistered"],
    ["another instance's keys", { instance: 0n }, "KeyNotRegistered"],
    ["a closing that is over", { closing: 1n }, "ClosingNotAhead"],
    ...(["inclusion", "opening", "posting", "challenge", "answer"] as const).flatMap((window) =>
      [0, 2, least - 1].map((blocks): [string, Partial<RollupDeclaration>, string] => [
        `${blocks} blocks of ${window}`,
        { [window]: blocks },
        "WindowTooShort",
      ]),
    ),
    ["no bond on demands", { demandBond: 0n }, "DemandBondTooSmall"],
    ["a demand's bond of one wei", { demandBond: 1n }, "DemandBondTooSmall"],
    ["a demand's bond below an answer's gas", { demandBond: demandBond - 1n }, "DemandBondTooSmall"],
    ["no poster's bond", { posterBond: 0n }, "PosterBondTooSmall"],
    [
      "a poster's bond whose half pays too few demands",
      { demandBond, posterBond: bondRatio * demandBond - 1n },
      "PosterBondTooSmall",
    ],
    ["fewer signatures than the voting chain's quorum", { signatures: 1 }, "SignaturesBelowQuorum"],
    ["more signatures than oracles", { signatures: 4 }, "TooFewOracles"],
    ["a cost table that nothing asks for", { costTable: [0n, 1n, 2n] }, "CostTableWrong"],
  ];
  for (const [name, change, rule] of declarations) {
    it(`refuses ${name}`, () => refused(tryOpen(change), rule));
  }

  const processes: [string, Partial<Params>, string, number?][] = [
    ["votes by name", { envelopeType: 0, censusKey: ZERO_KEY }, "KindNotCounted"],
    ["a serial process", { envelopeType: 3 }, "KindNotCounted"],
    ["a census that changes", { mode: MODE.dynamicCensus }, "KindNotCounted"],
    ["a census of keys yet to be registered", { mode: MODE.preRegister }, "KindNotCounted"],
    ["an authority's census", { censusOrigin: 3 }, "KindNotCounted"],
    ["oracles' results", { settlement: zeroAddress }, "NotSettledHere"],
    ["more fields than the circuit has", { maxCount: 5 }, "BallotTooLarge"],
    ["more values than the circuit has", { maxValue: 4 }, "BallotTooLarge"],
    ["a census root without 0x", { censusRoot: "1b".repeat(33) }, "CensusRootMalformed"],
    ["a short census root", { censusRoot: "0x1b" }, "CensusRootMalformed"],
    ["a census root of other digits", { censusRoot: `0x${"zz".repeat(32)}` }, "CensusRootMalformed"],
    [
      "a census root that is no field element",
      { censusRoot: numberToHex(SCALAR_FIELD_ORDER, { size: 32 }) },
      "CensusRootMalformed",
    ],
    ["an unregistered census key", { censusKey: `0x${"cc".repeat(32)}` }, "KeyNotRegistered"],
    ["a process that starts by itself", { mode: MODE.autoStart }, "ProcessStarted"],
    ["a process that has started", {}, "ProcessStarted", READY],
    ["a process that has ended", {}, "ProcessOver", ENDED],
    ["a process that was canceled", {}, "ProcessOver", CANCELED],
  ];
  for (const [name, params, rule, status] of processes) {
    it(`refuses ${name}`, () => refused(tryOpen({}, params, status), rule));
  }

  it("refuses a batch key whose verifier takes batches of something else", async () => {
    const { owner } = await cast();
    const { address, abi } = await deployTest("TestOtherBatchVerifier");
    const registry = { address: made().contracts.verifiers, abi: proofVerifiersAbi } as const;
    await send(owner, { ...registry, functionName: "register", args: [TALLY_8.name, address, 5] });
    const at = { address, abi, functionName: "VERIFICATION_KEY_SHA256" } as const;
    const batchKeyHash = (await owner.readContract(at)) as Hex;
    await refused(tryOpen({ batchKeyHash }), "NotABatchVerifier");
  });

  it("refuses a census key of another circuit, under which no vote could be shown to hold", async () => {
    const { batchKeyHash, openKeyHash } = made();
    for (const key of [keyId(TALLY_8.open, openKeyHash), keyId(TALLY_8.name, batchKeyHash)]) {
      await refused(tryOpen({}, { censusKey: key }), "NotACensusKey");
    }
  });

  it("refuses cost tables of another length, and costs that the circuit does not hold", async () => {
    const params = { maxTotalCost: 5, costExponent: 15_000 };
    for (const table of [[], [0n, 1n], [0n, 1n, 2n, 3n], [0n, 1n, 1n << 45n]]) {
      await refused(tryOpen({ costTable: table }, params), "CostTableWrong");
    }
    await refused(tryOpen({ costTable: [0n, 1n, 2n] }, { maxTotalCost: 5 }), "CostTableWrong");
  });

  it("refuses a process that was paused after its start: votes may have been cast, and its keys be out", async () => {
    const { entity, owner } = await rollupCast();
    const processes = processesAs(entity, made().contracts.processes);
    const id = (await processes.newProcess(RollupWorld.params(made()))) as Hex;
    await processes.setStatus(id, READY);
    await processes.setStatus(id, PAUSED);
    const closing = (await owner.getBlockNumber({ cacheTime: 0 })) + 10n;
    const open = new RollupAccount(entity, made().rollup).open(id, RollupWorld.declaration(made(), closing));
    await refused(open, "ProcessStarted");
  });

  it("asks for oracles where votes are sealed, and for a quorum of theirs", async () => {
    const sealed = { envelopeType: ENVELOPE.anonymous | ENVELOPE.encryptedVotes };
    await refused(tryOpen({ signatures: 0 }, sealed), "SealedVotesNeedOracles");
    await refused(tryOpen({ signatures: 1 }, sealed), "SignaturesBelowQuorum", 2n);
    await tryOpen({ signatures: 2 }, sealed);
    await tryOpen({ signatures: 3 }, sealed);
    const { owner } = await cast();
    const genesis = { address: made().contracts.genesis, abi: genesisAbi } as const;
    await send(owner, { ...genesis, functionName: "setQuorum", args: [1, 0] });
    await refused(tryOpen({ signatures: 3 }), "SignaturesBelowQuorum");
    await tryOpen({ signatures: 0 });
  });

  it("takes the edges of its sizes, bonds and windows, and a rollup without oracles", async () => {
    await tryOpen({}, { maxCount: 4, maxValue: 3 });
    await tryOpen({ inclusion: least, opening: least, posting: least, challenge: least, answer: least });
    await tryOpen({ demandBond, posterBond: bondRatio * demandBond });
    const { id } = await tryOpen({ signatures: 0 });
    assert.equal((await readTerms((await cast()).owner, made().rollup, id)).signatures, 0);
  });
});
