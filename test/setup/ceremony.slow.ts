// A ceremony of three parties for census-7, from powers of tau to a vote's proof on an EVM; one party uses snarkjs.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Census, censusInput, createIdentity } from "../../src/census/index.js";
import { startLocalEvm } from "../../src/cli/evm/index.js";
import { createProver, createVerifier } from "../../src/groth16/index.js";
import {
  circuitDomain,
  closeKey,
  closePtau,
  compileVerifier,
  contributeToKey,
  contributeToPtau,
  createInitialKey,
  exportVerificationKey,
  PtauFile,
  preparePtau,
  startPtau,
  verifierArguments,
  verifierSource,
  verifyKey,
  verifyPtau,
} from "../../src/setup/index.js";
import { endSnarkjs } from "../groth16/support/circuit.js";
import { BEACON, openWorkshop, type Workshop } from "./support/ceremony.js";
import { deploy } from "./support/on-chain.js";
import { groth16, powersOfTau, verifyKey as snarkjsVerify, zKey } from "./support/snarkjs.js";

const BUILD = join(import.meta.dirname, "..", "..", "build", "census-7");
const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

describe("setup: a ceremony for census-7", () => {
  let shop: Workshop;
  let r1cs: Uint8Array;
  let wasm: Uint8Array;
  before(async () => {
    shop = await openWorkshop();
    [r1cs, wasm] = (await Promise.all(
      ["r1cs", "wasm"].map((extension) => readFile(join(BUILD, `census-7.${extension}`))),
    )) as [Buffer, Buffer];
  });
  after(async () => {
    await shop.close();
    await endSnarkjs();
  });

  it("ends with a key that proves and verifies in the engine, in snarkjs and on the EVM", async () => {
    const { vectors, path } = shop;
    const at = (name: string): string => path(`${name}.ptau`);
    assert.equal(circuitDomain(r1cs), 12);
    await startPtau({ power: 12, to: at("0") });
    await contributeToPtau({ from: at("0"), to: at("1"), name: "Ada" }, vectors);
    await powersOfTau.contribute(at("1"), at("2"), "Błażej, with snarkjs", "entropy");
    await contributeToPtau({ from: at("2"), to: at("3"), name: "Chidi" }, vectors);
    await closePtau({ from: at("3"), to: at("4"), name: "beacon", beacon: BEACON }, vectors);
    assert.equal(await powersOfTau.verify(at("4"), SILENT), true);
    await preparePtau({ from: at("4"), to: at("ready"), domain: 12 }, vectors);
    const powers = await verifyPtau({ path: at("ready") }, vectors);
    assert.deepEqual([powers.contributions.length, powers.final, powers.prepared], [4, true, [12]]);

    await using ptau = await PtauFile.open(at("ready"));
    const ptauBytes = await shop.read("ready.ptau");
    const first = await createInitialKey({ r1cs, ptau }, vectors);
    const ada = await contributeToKey({ zkey: first.zkey, name: "Ada" }, vectors);
    await writeFile(path("ada.zkey"), ada.zkey);
    await zKey.contribute(path("ada.zkey"), path("second.zkey"), "Błażej, with snarkjs", "entropy");
    const second = await shop.read("second.zkey");
    const chidi = await contributeToKey({ zkey: second, name: "Chidi", entropy: { text: "dice" } }, vectors);
    const { zkey } = await closeKey({ zkey: chidi.zkey, name: "beacon", beacon: BEACON }, vectors);
    const { contributions, final } = await verifyKey({ zkey, r1cs, ptau }, vectors);
    assert.deepEqual([contributions.length, final], [4, true]);
    assert.equal(contributions[0]!.hash, ada.hash);
    const { ok, lines } = await snarkjsVerify(r1cs, ptauBytes, zkey);
    assert.ok(ok, lines.join("\n"));

    const voter = createIdentity();
    const census = new Census(7);
    census.append({ commitment: voter.commitment, weight: 5n });
    const input = censusInput(voter, 5n, census.membership(0), {
      scope: 11n,
      voteHash: 12n,
      weight: 3n,
      envelopeHash: 13n,
    });
    const verificationKey = await exportVerificationKey(zkey);
    assert.deepEqual(verificationKey, await zKey.exportVerificationKey(zkey));
    await using prover = await createProver({ wasm, zkey });
    const { proof, publicSignals } = await prover.prove({ ...input });
    await using verifier = await createVerifier(verificationKey);
    assert.equal(await verifier.verify({ proof, publicSignals }), true);
    const made = await groth16.fullProve(input, wasm, zkey);
    assert.ok(await groth16.verify(verificationKey, made.publicSignals, made.proof));
    assert.equal(await verifier.verify(made), true);

    await using evm = await startLocalEvm();
    const source = verifierSource({ verificationKey, circuit: "census-7" });
    const contract = await deploy(evm, compileVerifier(source));
    const [words, signals] = verifierArguments({ proof, publicSignals });
    assert.equal(await contract.ask(words, signals), true);
    assert.equal(await contract.ask(words, signals.with(4, 5n)), false);
    assert.equal(await contract.read("INSECURE_DEVELOPMENT_KEY"), 0n);
  });
});
