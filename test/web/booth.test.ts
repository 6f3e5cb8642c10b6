// The voting booth of the voter's page, in Node, against a real node: registration by a wallet, and a vote by the census that the chain makes.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { privateKeyToAccount } from "viem/accounts";
import { type PageServer, servePages, writeProofs } from "../../scripts/start/pages.js";
import { validatorKey } from "../../src/api/index.js";
import { type Hex, scalarToHex, toHex } from "../../src/bytes/index.js";
import { Census, writeSnapshot } from "../../src/census/index.js";
import { createFacts } from "../../src/facts/index.js";
import { createVerifier, type Verifier } from "../../src/groth16/index.js";
import { encodeTransaction } from "../../src/ledger/index.js";
import { contentHash, encodeMetadata, keyId, Status } from "../../src/process/index.js";
import { Booth } from "../../web/vote/booth.js";
import { keptReceipt } from "../../web/vote/kept-receipt.js";
import { rejectsCode } from "../support/errors.js";
import { ORACLES, testGenesis, World } from "../support/ledger/world.js";
import { QUESTIONS } from "../support/node/questions.js";
import { SECRET_KEY } from "../support/node/solo.js";
import { type NodeOfChain, startNode } from "../support/node/written-chain.js";
import { censusCircuit } from "../voter/support.js";

const WALLETS = [0, 1].map((i) => privateKeyToAccount(toHex(sha256(utf8ToBytes(`psephos booth ${i}`)))));
const [MEMBER, STRANGER] = WALLETS as [(typeof WALLETS)[0], (typeof WALLETS)[0]];
const WEIGHT = 3n;
const call = () => ({ signal: new AbortController().signal, tell: () => {} });

describe("pages: the voting booth", function () {
  this.timeout(60_000);
  let folder: string;
  let verifier: Verifier;
  let node: NodeOfChain;
  let world: World;
  let proofs: PageServer;
  let process: Hex;
  let booth: Booth;
  const close = async () => {
    await booth?.close();
    await proofs?.close();
    await node?.close();
    await verifier?.close();
    rmSync(folder, { recursive: true, force: true });
  };

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "psephos-booth-"));
    const circuit = await censusCircuit();
    verifier = await createVerifier(circuit.verificationKey);
    const genesis = testGenesis({
      lists: {
        ...{ oracles: ORACLES.map(({ address }) => address), quorum: 2, keykeepers: null },
        validators: [validatorKey(SECRET_KEY)],
      },
      censusKeys: [{ circuit: "census-7", depth: 7, keyHash: verifier.keyHash }],
    });
    const facts = createFacts({ verifiers: [{ circuit: "census-7", verifier }], insecure: true });
    world = new World(facts, genesis);
    const electorate = new Census(3, [{ commitment: BigInt(MEMBER.address), weight: WEIGHT }]);
    const files = [encodeMetadata(QUESTIONS), writeSnapshot(electorate)] as const;
    const [metadata, censusUri] = files.map((file) => `https://example.org/file!${contentHash(file)}`);
    process = await world.declare({
      ...{ metadata: metadata!, censusUri: censusUri!, censusRoot: scalarToHex(electorate.root) },
      censusKey: keyId("census-7", verifier.keyHash),
      mode: { autoStart: false, preRegister: true },
      envelopeType: { anonymous: true },
      ...{ blockCount: 0, maxVoteOverwrites: 1 },
    });
    node = await startNode(join(folder, "node"), world, files, 20);
    const release = join(folder, "proofs");
    const manifest = await writeProofs(
      { ...circuit, name: "census-7", kind: "development-INSECURE", label: "development" },
      release,
    );
    proofs = await servePages(release, 0, { pages: release });
    booth = new Booth(async (...asked) => keptReceipt(...asked));
    const { election, state } = await booth.open(
      {
        ...{ processId: process, genesisHash: toHex(genesis.hash), manifest, key: undefined },
        nodes: ["http://127.0.0.1:9", await node.open()],
        proofs: [`${proofs.origin}/proofs/`],
      },
      call(),
    );
    assert.deepEqual(
      [election.title.default, election.preRegister, election.sealed, state.phase, state.registered],
      ["The old mill", true, false, "waiting", 0],
    );
  });
  after(close);

  const sign = async (wallet: (typeof WALLETS)[0], number: number) => {
    const address = wallet.address.toLowerCase() as Hex;
    const { data } = await booth.registrationMessage({ address, number });
    const signature = await wallet.signTypedData(JSON.parse(data));
    return booth.register({ address, signature, number });
  };

  it("registers an account of the census, once for each number, and no other account", async () => {
    const first = booth.createIdentity();
    assert.equal((await booth.useIdentity(first)).weight, undefined);
    // The link's first node is down: only the second one has it.
    assert.deepEqual(await sign(MEMBER, 0), { nodes: 1, asked: 2 });
    const second = booth.createIdentity();
    await booth.useIdentity(second);
    await rejectsCode("ledger/registered", sign(MEMBER, 0));
    await sign(MEMBER, 1);
    await rejectsCode("voter/not-in-census", sign(STRANGER, 0));
    assert.equal((await booth.state()).registered, 1);
    await rejectsCode("voter/not-open", booth.prepare({ votes: [1], weight: 1n, overwrite: 0 }, call()));
  });

  it("votes by the census of registrations, with part of the weight, and finds the vote in the log", async () => {
    const identity = booth.createIdentity();
    await booth.useIdentity(identity);
    await sign(MEMBER, 2);
    const { sequence } = world.process(process).record;
    for (const oracle of ORACLES.slice(0, 2)) {
      const said = { kind: "status", status: Status.READY } as const;
      await node.ordering.submit(encodeTransaction(await world.attestation(process, sequence, said, oracle)));
    }
    while ((await booth.state()).phase !== "open");
    assert.deepEqual(await booth.load(undefined, { tell: () => {} }), { insecure: true });
    assert.equal((await booth.useIdentity(booth.createIdentity())).weight, undefined);
    assert.equal((await booth.useIdentity(identity)).weight, WEIGHT);
    assert.equal(await booth.earlierVote(undefined, call()), undefined);
    assert.deepEqual(await booth.anonymity({ weight: 2n }), {
      size: 1,
      sameWeight: 0,
      saferWeight: undefined,
    });
    await rejectsCode("census/weight-exceeded", booth.anonymity({ weight: 4n }));
    await rejectsCode(
      "voter/invalid-ballot",
      booth.prepare({ votes: [9], weight: 1n, overwrite: 0 }, call()),
    );
    const stages: string[] = [];
    const { envelope } = await booth.prepare(
      { votes: [1], weight: 2n, overwrite: 0 },
      { signal: new AbortController().signal, tell: ({ stage }) => void stages.push(stage) },
    );
    assert.deepEqual([...new Set(stages)], ["witness", "proof"]);
    const recorded = await booth.send({ envelope }, call());
    assert.deepEqual([recorded.index, recorded.receipt.includes(recorded.voterId)], [0, true]);
    assert.equal((await booth.send({ envelope }, call())).index, 0);
    await booth.state();
    assert.deepEqual(await booth.earlierVote(undefined, call()), { overwrite: 0 });
    const again = await booth.prepare({ votes: [0], weight: 3n, overwrite: 1 }, call());
    await booth.send(again, call());
    await rejectsCode("ledger/superseded", booth.send({ envelope }, call()));
    await rejectsCode("voter/overwrites", booth.prepare({ votes: [0], weight: 3n, overwrite: 2 }, call()));
  });

  it("ends a proof when it is told to, and takes no file with another hash", async () => {
    const abort = new AbortController();
    abort.abort(new DOMException("told", "AbortError"));
    await assert.rejects(
      booth.prepare({ votes: [1], weight: 1n, overwrite: 0 }, { signal: abort.signal, tell: () => {} }),
      { name: "AbortError" },
    );
    await rejectsCode("ballot/envelope", booth.send({ envelope: "{}" }, call()));
  });
});
